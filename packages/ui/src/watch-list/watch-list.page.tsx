import type { WatchListSize } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type Party, PartyFields } from '../referral/party-fields.tsx'

const EMPTY: readonly Party[] = [{ about: 'employer', name: '' }]

/** Names of parties of the cases here, kept blinded: against them conflict checks of others are answered. */
export default function WatchListPage() {
  const { say } = useReading()
  const [parties, setParties] = useState(EMPTY)
  const size = useRead<Static<typeof WatchListSize>>('/watch-list')
  const [kept, setKept] = useState(0)
  const { send, pending, problem } = useSend()
  const named = parties.filter((party) => party.name.trim().length > 1)
  const submit = async () => {
    for (const [index, party] of named.entries()) {
      if (!(await send({ method: 'POST', path: '/watch-list', body: party }))) {
        setParties(named.slice(index))
        return
      }
    }
    setKept(named.length)
    setParties(EMPTY)
  }
  return (
    <Page title={say('watch-list.title')} about={say('watch-list.about')}>
      <Card title={say('watch-list.add')}>
        <Read from={size}>{({ count }) => <p>{say('watch-list.size', { count })}</p>}</Read>
        <Form onSubmit={() => void submit()} problem={problem}>
          {kept > 0 && <Notice tone="good">{say('watch-list.kept', { count: kept })}</Notice>}
          <PartyFields parties={parties} onChange={setParties} />
          <div>
            <Button submit look="primary" pending={pending} disabled={named.length === 0}>
              {say('watch-list.send')}
            </Button>
          </div>
        </Form>
      </Card>
    </Page>
  )
}
