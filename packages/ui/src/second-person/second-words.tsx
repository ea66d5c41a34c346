import type { SecondAskList, SecondPersonWaiting } from '@ihala/contract'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useRead, useSession } from '../api/hooks.tsx'
import { Notice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { confirmsActs } from '../shell/roles.ts'
import { REASONS } from './act.ts'

/** Often: there are fifteen minutes. What is read are codes without a person, and no look at a file. */
const EVERY = 15_000

/** On the first screen: what waits for a second person’s word now, of ours and of another body’s. Nothing where nothing waits. */
export function SecondWords() {
  const { say, word } = useReading()
  const { staff } = useSession()
  const now = useNow()
  const onDuty = staff.roles.includes('duty-officer')
  const acts = useRead<SecondPersonWaiting>('/second-person/waiting', { every: EVERY, unless: !confirmsActs(staff.roles) })
  const asks = useRead<Static<typeof SecondAskList>>('/second-asks', { every: EVERY, unless: !onDuty })
  const ours = (acts.content?.waiting ?? []).filter(({ askedByMe, confirmBy }) => !askedByMe && Date.parse(confirmBy) > now)
  const theirs = (asks.content?.asks ?? []).filter(({ answer, until }) => answer === null && Date.parse(until) > now)
  if (ours.length + theirs.length === 0) return null
  return (
    <Notice tone="danger">
      <h2>{say('second.now')}</h2>
      <ul className="stack-tight">
        {ours.map(({ id, kind, reason, askedAt, confirmBy }) => (
          <li key={id} className="row spread">
            <span>
              <strong>{word('second-kind', kind)}</strong>: {word(REASONS[kind], reason)}
            </span>
            <ClockBar clock={{ startedAt: askedAt, dueAt: confirmBy }} />
          </li>
        ))}
        {theirs.map(({ id, reason, askedAt, until }) => (
          <li key={id} className="row spread">
            <span>
              <strong>{say('second.now.theirs')}</strong>: {word('danger-reason', reason)}
            </span>
            <ClockBar clock={{ startedAt: askedAt, dueAt: until }} />
          </li>
        ))}
      </ul>
      <p>
        <Link href="/second-person">{say('second.now.go')}</Link>
      </p>
    </Notice>
  )
}
