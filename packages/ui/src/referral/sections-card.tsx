import { type ReferralDetail, SECTION_CATEGORIES, type SectionCategory, type SectionOf } from '@ihala/contract'
import { Card } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { SectionTerms } from './section-terms.tsx'

/** The sections, as they came or went. What no door opened is not here, and the page says so. */
export function SectionsCard({ detail: { sections, referral } }: { detail: ReferralDetail }) {
  const { say, word } = useReading()
  const shown = sections.flatMap((section) => (isSectionCategory(section.category) ? [{ ...section, category: section.category }] : []))
  return (
    <Card title={say(referral.side === 'recipient' ? 'sections.title.received' : 'sections.title.sent')}>
      {shown.length === 0 ? (
        <p className="muted">{say(referral.side === 'recipient' ? 'sections.none.received' : 'sections.none.sent')}</p>
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
