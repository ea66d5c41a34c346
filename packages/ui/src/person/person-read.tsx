import { type PersonDetail, SECTION_CATEGORIES } from '@ihala/contract'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { SectionTerms } from '../referral/section-terms.tsx'

/** What is written down of a person, section by section. */
export function PersonRead({ sections }: { sections: PersonDetail['sections'] }) {
  const { word } = useReading()
  return (
    <>
      {SECTION_CATEGORIES.map((category) => {
        // Files are shown apart; they have no section of their own before they are disclosed.
        const content = category === 'documents' ? undefined : sections[category]
        if (!content) return null
        return (
          <Card key={category} title={word('category', category)}>
            <SectionTerms category={category} content={content} />
          </Card>
        )
      })}
    </>
  )
}
