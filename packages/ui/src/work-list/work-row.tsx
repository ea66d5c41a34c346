import type { ReferralLine } from '@ihala/contract'
import { Link } from 'wouter'
import { useNow } from '../components/now.ts'
import { Sep } from '../components/sep.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar, SeverityWord } from '../pictures/clock-bar.tsx'
import { FactTicks } from '../pictures/fact-ticks.tsx'
import { awaitsAnswer, severityOf } from '../pictures/severity.ts'
import { StateBadge } from '../referral/state-badge.tsx'

/** One line of the work list: how near its deadline is, for what, with whom, how far. */
export function WorkRow({ line }: { line: ReferralLine }) {
  const { say, name, word, away, between } = useReading()
  const now = useNow()
  const severity = severityOf(line, now)
  return (
    <li className={`work-row ${severity}`}>
      <div className="work-clock">
        <ClockBar clock={{ startedAt: line.receivedAt, dueAt: line.dueAt }} ended={severity === 'ended'} answer={awaitsAnswer(line)} />
      </div>
      <div className="work-what">
        <Link href={`/referrals/${line.id}`} className="work-link">
          {/* Of a colleague's case the line stands here, and not what it is for. */}
          {line.needs.length === 0 ? say('referral.title') : line.needs.map((need) => word('need', need)).join(between)}
        </Link>
        <span className="small muted">
          <bdi className="numbers">{isolate(line.reference)}</bdi>
          <Sep />
          {say(line.side === 'recipient' ? 'work.from' : 'work.to', { partner: name(line.partner.names) })}
        </span>
      </div>
      <div className="work-badges">
        <SeverityWord severity={severity} />
        <span className={line.urgency === 'immediate' ? 'badge danger' : line.urgency === 'tonight' ? 'badge warn' : 'badge'}>
          {word('urgency', line.urgency)}
        </span>
        <StateBadge line={line} />
        {line.waiting && (
          <span className={line.waiting.reason === 'expired' ? 'badge danger' : 'badge warn'}>
            {say('waiting.badge')}
            {between}
            {word('waiting-reason', line.waiting.reason)}
          </span>
        )}
        {line.cancelling && <span className="badge warn">{say('work.cancelling')}</span>}
      </div>
      <div className="work-facts">
        <FactTicks facts={line.facts} />
        <span className="small muted numbers not-inked">{away(line.receivedAt, now)}</span>
      </div>
    </li>
  )
}
