import { Button, inFours, ProblemNotice, Sep, useReading, useSend, When } from '@ihala/ui'
import { useState } from 'react'
import { FindingDialog } from './finding-dialog.tsx'
import type { MemberComplaints } from './registry-answers.ts'

const TONES = { new: 'warn', acknowledged: 'calm', closed: '' } as const

interface ComplaintRowProps {
  readonly one: MemberComplaints['complaints'][number]
  readonly nameOf: (entityId: string) => string
}

/** D-21: one complaint about a member: what is said, how it stands, and what whoever answers may do about it. */
export function ComplaintRow({ one, nameOf }: ComplaintRowProps) {
  const { say, word, between } = useReading()
  const { send, pending, problem } = useSend()
  const [closing, setClosing] = useState(false)
  const { id, number, about, what, answer, from, receivedAt, state, finding, closedAt } = one
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{word('member-complaint', what)}</strong>
          <span className={`badge ${TONES[state]}`}>{word('complaint-state', state)}</span>
          {finding !== null && <span className="badge accent">{word('complaint-finding', finding)}</span>}
        </span>
        <span>
          {say('member-complaints.of')} <bdi>{nameOf(about)}</bdi>
        </span>
        <span className="small muted">
          {say('member-complaints.came')} <When at={receivedAt} />
          <Sep />
          {say('member-complaints.by')} <bdi>{nameOf(from)}</bdi>
          {closedAt !== null && (
            <>
              <Sep />
              {say('member-complaints.closed-at')} <When at={closedAt} />
            </>
          )}
        </span>
        <span className="small">
          <bdi className="code">{inFours(number)}</bdi>
          <Sep />
          {say(answer ? 'member-complaints.asks' : 'member-complaints.asks-not')}
        </span>
        <ProblemNotice problem={problem} />
      </span>
      {state === 'new' && (
        <Button
          look="primary"
          pending={pending}
          onPress={() => void send({ method: 'POST', path: `/member-complaints/${id}/acknowledge` })}
        >
          {say('member-complaints.acknowledge')}
        </Button>
      )}
      {state === 'acknowledged' && <Button onPress={() => setClosing(true)}>{say('member-complaints.close')}</Button>}
      {closing && (
        <FindingDialog id={id} of={`${word('member-complaint', what)}${between}${nameOf(about)}`} onClose={() => setClosing(false)} />
      )}
    </li>
  )
}
