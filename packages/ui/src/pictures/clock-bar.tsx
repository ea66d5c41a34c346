import type { CSSProperties } from 'react'
import { useNow } from '../components/now.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Clock, elapsed, type Severity, severityOfClock } from './severity.ts'

/** What a severity is called beside its colour. */
export function SeverityWord({ severity }: { severity: Severity }) {
  const { say } = useReading()
  if (severity !== 'overdue' && severity !== 'urgent') return null
  return <span className={`badge ${severity === 'overdue' ? 'danger' : 'warn'}`}>{say(`severity.${severity}`)}</span>
}

/** A clock as a bar that fills, with the words of how far off its end is; on paper its end alone. `ended` shows words only; `answer`: it is an answer that is awaited. */
export function ClockBar({ clock, ended = false, answer = false }: { clock: Clock; ended?: boolean; answer?: boolean }) {
  const { say, away, span, shortMoment, momentInBoth, hijri } = useReading()
  const now = useNow()
  const severity = severityOfClock(clock, now)
  if (ended) return <span className="muted small">{say('clock.ended')}</span>
  if (severity === 'none' || clock.dueAt === null) return <span className="muted small">{say('clock.none')}</span>
  const filled: CSSProperties & Record<'--filled', number> = { '--filled': elapsed(clock, now) }
  return (
    <span className={`clock ${severity}`}>
      <span className="clock-words">
        <span className="only-inked">{say('clock.end')}</span>
        <time dateTime={clock.dueAt} title={momentInBoth(clock.dueAt)} className="not-inked">
          {severity === 'overdue'
            ? say('clock.overdue', { by: span(clock.dueAt, now) })
            : say(answer ? 'clock.answer' : 'clock.due', { away: away(clock.dueAt, now) })}
        </time>
        <span className="muted small numbers">
          <bdi>{shortMoment(clock.dueAt, now)}</bdi>
          <bdi className="only-inked"> ({hijri(clock.dueAt)})</bdi>
        </span>
      </span>
      <span className="clock-track" aria-hidden="true">
        <span className="clock-fill" style={filled} />
      </span>
    </span>
  )
}
