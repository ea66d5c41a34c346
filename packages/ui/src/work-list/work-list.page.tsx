import { Link, useSearchParams } from 'wouter'
import { Button, LinkButton } from '../components/button.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useReferralPages } from './referral-pages.ts'
import { WorkRow } from './work-row.tsx'

const BOXES = ['received', 'sent'] as const
type Box = (typeof BOXES)[number]

/** The first screen: my work, by deadline. */
export default function WorkListPage() {
  const { say } = useReading()
  const [search] = useSearchParams()
  const box: Box = search.get('box') === 'sent' ? 'sent' : 'received'
  return (
    <Page title={say('work.title')} about={say('work.about')}>
      <nav className="tabs" aria-label={say('work.boxes')}>
        {BOXES.map((each) => (
          <Link key={each} href={each === 'received' ? '/' : `/?box=${each}`} aria-current={each === box ? 'page' : undefined}>
            {say(`work.${each}`)}
          </Link>
        ))}
      </nav>
      <WorkBox key={box} box={box} />
    </Page>
  )
}

function WorkBox({ box }: { box: Box }) {
  const { say } = useReading()
  const { reader, more, loadingMore } = useReferralPages(box)
  return (
    <Read from={reader}>
      {(lines) =>
        lines.length === 0 ? (
          <Empty title={say(`work.${box}.empty`)}>
            <p>{say(`work.${box}.empty.about`)}</p>
            {box === 'sent' && <LinkButton to="/new">{say('new.title')}</LinkButton>}
          </Empty>
        ) : (
          <>
            <ol className="work">
              {lines.map((line) => (
                <WorkRow key={line.id} line={line} />
              ))}
            </ol>
            {more && (
              <p className="more">
                <Button onPress={more} pending={loadingMore}>
                  {say('work.more')}
                </Button>
              </p>
            )}
          </>
        )
      }
    </Read>
  )
}
