import type { ReferralLine } from '@ihala/contract'
import { lazy, Suspense, useContext } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useIsTold } from '../api/live.ts'
import { usePages } from '../api/pages.ts'
import { LinkButton } from '../components/button.tsx'
import { More } from '../components/more.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PrintButton } from '../print/print-button.tsx'
import { PeopleSearch } from '../search/people-search.tsx'
import { WaitsContext } from './waits.tsx'
import { workEvery } from './work-every.ts'
import { WorkRow } from './work-row.tsx'

const UndoLines = lazy(async () => ({ default: (await import('../undo/undo-lines.tsx')).UndoLines }))
const SecondWords = lazy(async () => ({ default: (await import('../second-person/second-words.tsx')).SecondWords }))

const BOXES = ['received', 'sent'] as const
type Box = (typeof BOXES)[number]

/** The first screen: my work, by deadline. `names`: whether anybody is known by name here. */
export default function WorkListPage({ names }: { names: boolean }) {
  const { say } = useReading()
  const [search] = useSearchParams()
  const waits = useContext(WaitsContext)
  const box: Box = search.get('box') === 'sent' ? 'sent' : 'received'
  return (
    <Page title={say('work.title')} about={say('work.about')} actions={<PrintButton />}>
      <Suspense fallback={null}>
        <SecondWords />
      </Suspense>
      {waits.map((Waiting, at) => (
        <Suspense key={at} fallback={null}>
          <Waiting />
        </Suspense>
      ))}
      <PeopleSearch names={names}>
        <Boxes box={box} />
      </PeopleSearch>
    </Page>
  )
}

/** What was received and what was sent, with what waits to go. */
function Boxes({ box }: { box: Box }) {
  const { say } = useReading()
  return (
    <>
      <nav className="tabs" aria-label={say('work.boxes')}>
        {BOXES.map((each) => (
          <Link key={each} href={each === 'received' ? '/' : `/?box=${each}`} aria-current={each === box ? 'page' : undefined}>
            {say(`work.${each}`)}
          </Link>
        ))}
      </nav>
      {box === 'sent' && (
        <Suspense fallback={null}>
          <UndoLines />
        </Suspense>
      )}
      <WorkBox key={box} box={box} />
    </>
  )
}

function WorkBox({ box }: { box: Box }) {
  const { say } = useReading()
  const told = useIsTold()
  const pages = usePages<ReferralLine>(`/referrals?box=${box}`, { every: (lines) => workEvery(lines, told) })
  return (
    <Read from={pages.reader}>
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
            <More pages={pages} />
          </>
        )
      }
    </Read>
  )
}
