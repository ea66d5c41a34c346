import '../styles/rights.css'
import type { DraftList, HolderList, HoldList as Holds, OpenRight, OpenRights } from '@ihala/contract'
import { Link, useSearchParams } from 'wouter'
import { useRead, useSession } from '../api/hooks.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { HoldList } from '../holds/hold-list.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useNames } from '../my-data/use-names.ts'
import { WaitingNotice } from '../papers/waiting-consents.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { worksOnCases } from '../shell/roles.ts'
import { HolderTable } from './holder-table.tsx'
import { RightRow } from './right-row.tsx'

const BOXES = ['answer', 'waiting', 'holds', 'owed'] as const
/** What whoever works on no case may see: no person, but what is held and who owes. */
const WITHOUT_CASES = ['holds', 'owed'] as const
type Box = (typeof BOXES)[number]

/** What people ask for, what waits for their word, what must stay, and who owes that it erased: all of the house, by deadline. */
export default function PeopleRightsPage() {
  const { say } = useReading()
  const { staff } = useSession()
  const [search] = useSearchParams()
  const boxes: readonly Box[] = worksOnCases(staff.roles) ? BOXES : WITHOUT_CASES
  const box = boxes.find((one) => one === search.get('box')) ?? boxes[0] ?? 'holds'
  return (
    <Page title={say('people-rights.title')} about={say('people-rights.about')}>
      <nav className="tabs" aria-label={say('people-rights.title')}>
        {boxes.map((each) => (
          <Link key={each} href={`/rights?box=${each}`} aria-current={each === box ? 'page' : undefined}>
            {say(`people-rights.${each}`)}
          </Link>
        ))}
      </nav>
      {box === 'answer' && <ToAnswer />}
      {box === 'waiting' && <Waiting />}
      {box === 'holds' && <AllHolds />}
      {box === 'owed' && <Owed />}
    </Page>
  )
}

function ToAnswer() {
  const { say } = useReading()
  const open = useRead<OpenRights>('/rights')
  return (
    <Read from={open}>
      {({ rights }) =>
        rights.length === 0 ? (
          <Empty title={say('people-rights.answer.empty')}>
            <p>{say('people-rights.answer.empty.about')}</p>
          </Empty>
        ) : (
          <ul className="list">
            {rights.map((right) => (
              <Open key={right.id} open={right} />
            ))}
          </ul>
        )
      }
    </Read>
  )
}

function Open({ open: { personId, referralId, at, dueAt, right } }: { open: OpenRight }) {
  const { say } = useReading()
  const nameOf = useNames()
  const ways = (
    <span className="row">
      {personId !== null && <Link href={`/people/${personId}/rights`}>{say('referral.person')}</Link>}
      {referralId !== null && <Link href={`/referrals/${referralId}`}>{say('tasks.referral')}</Link>}
    </span>
  )
  if (right !== null)
    return (
      <RightRow right={right} partner={right.with === null ? undefined : nameOf(right.with)}>
        {ways}
      </RightRow>
    )
  return (
    <li>
      <span className="grow stack-tight">
        <strong>{say('people-rights.colleague')}</strong>
        {ways}
      </span>
      <ClockBar clock={{ startedAt: at, dueAt }} />
    </li>
  )
}

function Waiting() {
  const { say } = useReading()
  const waiting = useRead<DraftList>('/drafts')
  return (
    <Read from={waiting}>
      {({ drafts: all }) =>
        all.length === 0 ? (
          <Empty title={say('waiting-consent.empty')}>
            <p>{say('waiting-consent.empty.about')}</p>
          </Empty>
        ) : (
          <ul className="stack">
            {all.map((one) => (
              <li key={one.id} className="stack-tight">
                <WaitingNotice one={one} again={waiting.again} />
                <Link href={`/people/${one.personId}`}>{say('referral.person')}</Link>
              </li>
            ))}
          </ul>
        )
      }
    </Read>
  )
}

function AllHolds() {
  const { say } = useReading()
  const list = useRead<Holds>('/holds')
  return (
    <Read from={list}>
      {({ holds }) =>
        holds.length === 0 ? (
          <Empty title={say('holds.empty')}>
            <p>{say('holds.empty.about')}</p>
          </Empty>
        ) : (
          <HoldList holds={holds} />
        )
      }
    </Read>
  )
}

function Owed() {
  const { say } = useReading()
  const list = useRead<HolderList>('/holders')
  return (
    <Read from={list}>
      {({ owed, overdue, holders }) =>
        holders.length === 0 ? (
          <Empty title={say('owed.empty')}>
            <p>{say('owed.empty.about')}</p>
          </Empty>
        ) : (
          <div className="stack">
            <p className="row">
              <span className="badge">{say('owed.count', { count: owed })}</span>
              {overdue > 0 && <span className="badge danger">{say('owed.overdue', { count: overdue })}</span>}
            </p>
            <HolderTable holders={holders} />
          </div>
        )
      }
    </Read>
  )
}
