import type { PeopleFound } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'
import { BothNames } from './both-names.tsx'

type Found = PeopleFound['people'][number]

/** Somebody as a list calls them, and what is known besides that tells namesakes apart. */
export type Listed = Pick<Found, 'id' | 'name' | 'otherName'> & Partial<Pick<Found, 'birthYear' | 'nationality' | 'referrals'>>

/** One of a list: the names, and below them what tells namesakes apart. `kept` says that they are chosen though not among those listed. */
export function ListedPerson({ one: { name, otherName, birthYear, nationality, referrals = [] }, kept }: { one: Listed; kept?: boolean }) {
  const { say, between, countryName } = useReading()
  const apart = [
    ...(birthYear ? [say('people.born', { year: String(birthYear) })] : []),
    ...(nationality ? [countryName(nationality)] : []),
    ...referrals.map(({ reference }) => reference),
  ]
  return (
    <span className="two-lines">
      {kept && <span className="small kept">{say('people.chosen')}</span>}
      <BothNames name={name === '' ? say('person.title') : name} otherName={otherName} />
      {apart.length > 0 && (
        <span className="small muted numbers">
          {apart.map((text, at) => (
            <span key={text}>
              {at > 0 && between}
              <bdi>{text}</bdi>
            </span>
          ))}
        </span>
      )}
    </span>
  )
}
