import { AcceptanceCondition, type ReferralDetail } from '@ihala/contract'
import { Card } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { ShortWhen } from '../components/when.tsx'
import type { Family } from '../i18n/families.ts'
import { type Reading, useReading } from '../i18n/reading.tsx'

/** In which lists the codes of an event have their words. */
const FAMILIES_OF: Readonly<Record<string, readonly Family[]>> = {
  'referral-enquired': ['need', 'urgency'],
  'referral-requested': ['need', 'urgency'],
  'capacity-answered': ['capacity', 'condition'],
  'referral-accepted': ['acceptance', 'condition'],
  'referral-rejected': ['rejection', 'possible-if'],
  'sections-disclosed': ['category'],
  'referral-held': ['hold'],
  'referral-progressed': ['stage'],
  'referral-completed': ['outcome'],
  'referral-failed': ['outcome'],
  'cancellation-requested': ['cancellation'],
  'referral-handed-back': ['hand-back'],
  'outcome-contradicted': ['says'],
  'disclosure-voided': ['category'],
  'right-exercised': ['category'],
  'right-answered': ['right-outcome'],
  'meeting-answered': ['meeting-answer'],
  'conflict-answered': ['conflict-answer'],
  'consent-withdrawn': ['category', 'taken-back'],
  'withdrawal-requested': ['category', 'taken-back'],
  'erasure-stated': ['category', 'taken-back'],
  'response-overdue': ['urgency'],
}

function wordOf({ word }: Reading, event: string, code: string): string {
  for (const family of FAMILIES_OF[event] ?? []) {
    const said = word(family, code)
    if (said !== code) return said
  }
  return code
}

/** The codes of an event as one sentence; what was put as a condition is said to be one. */
function saidOf(reading: Reading, event: string, codes: readonly string[]): string {
  const { say, list } = reading
  const conditions = codes.filter((code) => AcceptanceCondition.enum.some((known) => known === code))
  const said = list(codes.filter((code) => !conditions.includes(code)).map((code) => wordOf(reading, event, code)))
  if (conditions.length === 0) return said
  const put = say('referral.conditions', { conditions: list(conditions.map((code) => wordOf(reading, event, code))) })
  return [said, put].filter((part) => part !== '').join(reading.between)
}

/** What happened, newest first: who did it, when, and whether the other side has it. */
export function TimelineCard({ detail: { timeline, referral } }: { detail: ReferralDetail }) {
  const reading = useReading()
  const { say, name, word } = reading
  return (
    <Card title={say('timeline.title')}>
      <ol className="timeline">
        {timeline.toReversed().map(({ at, event, by, delivered, codes }) => (
          <li key={`${at}-${event}-${codes.join()}`} className={by}>
            <strong>{word('event', event)}</strong>
            {codes.length > 0 && <span>{saidOf(reading, event, codes)}</span>}
            <span className="small muted">
              {by === 'us' ? say('by.us') : name(referral.partner.names)}
              <Sep />
              <ShortWhen at={at} />
            </span>
            {!delivered && by === 'us' && <span className="badge warn">{say('timeline.undelivered')}</span>}
          </li>
        ))}
      </ol>
    </Card>
  )
}
