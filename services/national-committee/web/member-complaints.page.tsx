import type { MemberList } from '@ihala/contract'
import { Button, Card, Empty, Form, Notice, OneOf, Page, Read, TextField, useRead, useReading, useSession } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { ComplaintCounts } from './complaint-counts.tsx'
import { ComplaintRow } from './complaint-row.tsx'
import type { MemberComplaints } from './registry-answers.ts'

const EVERY = 30_000
const BOXES = ['open', 'closed'] as const
/** 128 random bits, base64url. */
const NUMBER = /^[A-Za-z0-9_-]{21}[AQgw]$/

/** C11, D-21: what people say against members. Nobody here knows who they are; they ask what became of it by its number. */
export default function MemberComplaintsPage() {
  const { say, name } = useReading()
  const { staff } = useSession()
  const answers = staff.roles.some((role) => role === 'admin' || role === 'data-protection-officer')
  const members = useRead<Static<typeof MemberList>>('/members')
  const nameOf = (entityId: string): string => {
    const member = members.content?.members.find((one) => one.entityId === entityId)
    return member ? name(member.names) : entityId.replace('https://', '')
  }
  return (
    <Page title={say('member-complaints.title')} about={say('member-complaints.about')}>
      {answers && <Complaints nameOf={nameOf} />}
      {staff.roles.includes('analyst') && (
        <Card title={say('member-complaints.counts')}>
          <ComplaintCounts nameOf={nameOf} />
        </Card>
      )}
    </Page>
  )
}

type NameOf = (entityId: string) => string

function Complaints({ nameOf }: { nameOf: NameOf }) {
  const { say } = useReading()
  const [is, setIs] = useState<(typeof BOXES)[number]>('open')
  const [typed, setTyped] = useState('')
  const [number, setNumber] = useState('')
  const clear = () => {
    setNumber('')
    setTyped('')
  }
  const asked = new URLSearchParams(number === '' ? { is } : { number }).toString()
  return (
    <>
      <Form onSubmit={() => setNumber(typed.replaceAll(/\s/g, ''))} problem={undefined}>
        <OneOf
          name="/is"
          label={say('member-complaints.which')}
          value={number === '' ? is : undefined}
          onChange={(box) => {
            setIs(box)
            clear()
          }}
          options={BOXES.map((code) => ({ code, word: say(`member-complaints.${code}`) }))}
        />
        <TextField
          name="/number"
          label={say('member-complaints.number')}
          hint={say('member-complaints.number.hint')}
          value={typed}
          onChange={setTyped}
          direction="ltr"
          longest={30}
        />
        <div className="row">
          <Button submit>{say('member-complaints.find')}</Button>
          {(number !== '' || typed !== '') && <Button onPress={clear}>{say('search.clear')}</Button>}
        </div>
      </Form>
      {number === '' || NUMBER.test(number) ? (
        <ComplaintsAfter key={asked} asked={asked} after={undefined} nameOf={nameOf} />
      ) : (
        <Notice tone="warn">
          <p>{say('member-complaints.number.wrong')}</p>
        </Notice>
      )}
    </>
  )
}

interface AfterProps {
  readonly asked: string
  /** Row id of the last one above; undefined at the top. */
  readonly after: string | undefined
  readonly nameOf: NameOf
}

/** Complaints in the order in which they came, as many as one answer holds, and the way to those after them. */
function ComplaintsAfter({ asked, after, nameOf }: AfterProps) {
  const { say } = useReading()
  const [more, setMore] = useState(false)
  const read = useRead<MemberComplaints>(`/member-complaints?${asked}${after === undefined ? '' : `&after=${after}`}`, { every: EVERY })
  return (
    <Read from={read}>
      {({ complaints, more: follow }) => {
        const last = complaints.at(-1)
        if (!last) return after === undefined ? <Empty title={say('member-complaints.empty')} /> : null
        return (
          <>
            <ul className="list">
              {complaints.map((one) => (
                <ComplaintRow key={one.id} one={one} nameOf={nameOf} />
              ))}
            </ul>
            {follow && !more && (
              <p className="more">
                <Button onPress={() => setMore(true)}>{say('work.more')}</Button>
              </p>
            )}
            {follow && more && <ComplaintsAfter asked={asked} after={last.id} nameOf={nameOf} />}
          </>
        )
      }}
    </Read>
  )
}
