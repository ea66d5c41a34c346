import type { MatterView } from '@ihala/contract'
import { ClockBar, LinkButton, Sep, useReading } from '@ihala/ui'

/** A complaint taken on: how long conciliation has left, and what is known of it. */
export function MatterRow({ matter }: { matter: MatterView }) {
  const { say, word } = useReading()
  return (
    <li>
      <ClockBar clock={{ startedAt: matter.registeredAt, dueAt: matter.conciliationDueAt }} ended={matter.conciliation !== 'running'} />
      <span className="grow">
        <strong>
          <bdi className="numbers">{matter.reference}</bdi>
        </strong>
        <Sep />
        {word('conciliation', matter.conciliation)}
      </span>
      <span className="chips">
        <span className={`badge ${matter.indicators.length > 0 ? 'danger' : ''}`}>
          {say('matters.indicators', { count: matter.indicators.length })}
        </span>
        <span className="badge">{word('victim', matter.victimStatus)}</span>
        <span className={`badge ${matter.employerNotifiedAt ? 'warn' : ''}`}>
          {say(matter.employerNotifiedAt ? 'matters.employer.knows' : 'matters.employer.knows-not')}
        </span>
      </span>
      <LinkButton to={`/referrals/${matter.referralId}`}>{say('matters.open')}</LinkButton>
    </li>
  )
}
