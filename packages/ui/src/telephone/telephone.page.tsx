import type { MemberList, TelephoneRecordList } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { NewCall } from './new-call.tsx'

const EVERY = 15_000

/** Referrals that came by telephone while the link was down (J-9). */
export default function TelephonePage() {
  const { say } = useReading()
  const [writing, setWriting] = useState(false)
  const calls = useRead<TelephoneRecordList>('/telephone-records', { every: EVERY })
  const members = useRead<Static<typeof MemberList>>('/members')
  return (
    <Page
      title={say('telephone.title')}
      about={say('telephone.about')}
      actions={
        !writing && (
          <Button look="primary" onPress={() => setWriting(true)}>
            <Icon name="phone" /> {say('telephone.new')}
          </Button>
        )
      }
    >
      {writing ? (
        <Read from={members}>{({ members: all }) => <NewCall members={all} onDone={() => setWriting(false)} />}</Read>
      ) : (
        <Read from={calls}>
          {({ records }) =>
            records.length === 0 ? (
              <Empty title={say('telephone.empty')} />
            ) : (
              <ul className="list">
                {records.map((call) => (
                  <CallRow key={call.id} call={call} />
                ))}
              </ul>
            )
          }
        </Read>
      )}
    </Page>
  )
}

function CallRow({ call: { partner, need, answer, at, by, referralId } }: { call: TelephoneRecordList['records'][number] }) {
  const { say, word, name, between } = useReading()
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{need?.needs.map((code) => word('need', code)).join(between)}</strong>
          <span>{say('work.from', { partner: name(partner.names) })}</span>
        </span>
        <span className="small muted">
          <ShortWhen at={at} />
          {between}
          {word('spoken-answer', answer)}
          {between}
          {say('telephone.by')} {name(by)}
        </span>
      </span>
      {referralId === null ? (
        <span className="badge warn">{say('telephone.open')}</span>
      ) : (
        <>
          <span className="badge good">{say('telephone.joined')}</span>
          <Link href={`/referrals/${referralId}`}>{say('tasks.referral')}</Link>
        </>
      )}
    </li>
  )
}
