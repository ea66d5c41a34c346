import type { ReferralDetail } from '@ihala/contract'
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
  'referral-accepted': ['condition'],
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

/** What happened, newest first: who did it, when, and whether the other side has it. */
export function TimelineCard({ detail: { timeline, referral } }: { detail: ReferralDetail }) {
  const reading = useReading()
  const { say, name, word, list } = reading
  return (
    <Card title={say('timeline.title')}>
      <ol className="timeline">
        {timeline.toReversed().map(({ at, event, by, delivered, codes }) => (
          <li key={`${at}-${event}-${codes.join()}`} className={by}>
            <strong>{word('event', event)}</strong>
            {codes.length > 0 && <span>{list(codes.map((code) => wordOf(reading, event, code)))}</span>}
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
