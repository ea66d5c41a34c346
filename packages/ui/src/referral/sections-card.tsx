import { type ReferralDetail, SECTION_CATEGORIES, type SectionCategory, type SectionOf } from '@ihala/contract'
import { Card } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { SectionTerms } from './section-terms.tsx'
import { whyNothing } from './so-far.ts'

/** The sections, as they came or went. What no door opened is not here, and the page says so. */
export function SectionsCard({ detail }: { detail: ReferralDetail }) {
  const { sections, referral, timeline } = detail
  const { say, word, list } = useReading()
  const shown = sections.flatMap((section) => (isSectionCategory(section.category) ? [{ ...section, category: section.category }] : []))
  // What went is known by its category and time; its content is in the person's file.
  const went = timeline.filter(({ event, by }) => event === 'sections-disclosed' && by === 'us')
  if (referral.side === 'sender' && shown.length === 0 && went.length > 0) {
    return (
      <Card title={say('sections.title.sent')}>
        <ul className="stack-tight">
          {went.map(({ at, codes, delivered }) => (
            <li key={`${at}-${codes.join()}`} className="row spread">
              <strong>{list(codes.map((code) => word('category', code)))}</strong>
              <span className="small row">
                {!delivered && <span className="badge warn">{say('timeline.undelivered')}</span>}
                <ShortWhen at={at} />
              </span>
            </li>
          ))}
        </ul>
      </Card>
    )
  }
  const why = whyNothing(detail)
  const none =
    why !== 'before' ? (`sections.none.${why}` as const) : referral.side === 'recipient' ? 'sections.none.received' : 'sections.none.sent'
  return (
    <Card title={say(referral.side === 'recipient' ? 'sections.title.received' : 'sections.title.sent')}>
      {shown.length === 0 ? (
        <p className="muted">{say(none)}</p>
      ) : (
        <div className="stack">
          {shown.map(({ category, at, content }) => (
            <section key={`${category}-${at}`} className="section">
              <div className="row spread">
                <h3>{word('category', category)}</h3>
                <span className="small">
                  <ShortWhen at={at} />
                </span>
              </div>
              {/* The service has checked the content against the category's closed schema before it was kept. */}
              <SectionTerms category={category} content={content as SectionOf<typeof category>} />
            </section>
          ))}
        </div>
      )}
    </Card>
  )
}

function isSectionCategory(category: string): category is SectionCategory {
  return SECTION_CATEGORIES.some((known) => known === category)
}
