import type { HolderView } from '@ihala/contract'
import { Link } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useNames } from '../my-data/use-names.ts'
import { lawWord, partWord } from '../my-data/words.ts'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { worksOnCases } from '../shell/roles.ts'

const REACHED: Readonly<Record<HolderView['reach'], string>> = {
  delivered: 'badge',
  'not-delivered': 'badge warn',
  suspended: 'badge danger',
}

/** Bodies that were told to erase, with the clock of the statement each owes. On a narrow screen each is a card. */
export function HolderTable({ holders }: { holders: readonly HolderView[] }) {
  const { say } = useReading()
  return (
    <TableFrame label={say('owed.title')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('owed.body')}</th>
            <th scope="col">{say('owed.what')}</th>
            <th scope="col">{say('owed.why')}</th>
            <th scope="col">{say('owed.told')}</th>
            <th scope="col">{say('owed.stated')}</th>
          </tr>
        </thead>
        <tbody>
          {holders.map((holder) => (
            <Line key={holder.id} holder={holder} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Line({ holder }: { holder: HolderView }) {
  const reading = useReading()
  const { say, word, list } = reading
  const nameOf = useNames()
  const { staff } = useSession()
  const { referralId, partner, because, parts, toldAt, dueAt, reach, complete, statedAt, erased, kept } = holder
  return (
    <tr>
      <th scope="row">
        {nameOf(partner) ?? <bdi>{partner}</bdi>}
        {worksOnCases(staff.roles) && (
          <span className="small two-lines">
            <Link href={`/referrals/${referralId}`}>{say('tasks.referral')}</Link>
          </span>
        )}
      </th>
      <td data-label={say('owed.what')}>{list(parts.map((part) => partWord(reading, part)))}</td>
      <td data-label={say('owed.why')}>{word('erasure-cause', because)}</td>
      <td data-label={say('owed.told')}>
        <ShortWhen at={toldAt} /> <span className={REACHED[reach]}>{word('holder-reach', reach)}</span>
      </td>
      <td data-label={say('owed.stated')}>
        {complete ? <span className="badge good">{say('owed.complete')}</span> : <ClockBar clock={{ startedAt: toldAt, dueAt }} />}
        {statedAt !== null && (
          <span className="small two-lines">
            <ShortWhen at={statedAt} />
            {erased.length > 0 && <span>{say('owed.erased', { what: list(erased.map((part) => partWord(reading, part))) })}</span>}
            <KeptParts kept={kept} />
          </span>
        )}
      </td>
    </tr>
  )
}

/** What stays, by which law until when. */
export function KeptParts({ kept }: { kept: HolderView['kept'] }) {
  const reading = useReading()
  const { say, dayInBoth } = reading
  return kept.map(({ part, law, article, until }) => (
    <span key={part}>
      {' '}
      {say('take-back.kept', { what: partWord(reading, part), law: lawWord(reading, law, article), until: dayInBoth(until) })}
    </span>
  ))
}
