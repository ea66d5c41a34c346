import { useReading } from '../i18n/reading.tsx'
import { crewPlaces, MOST_DRAWN } from './crew-places.ts'

/** How one person of a crew stands: nothing has gone yet, it went to another body, or a clock of theirs has passed. */
export const CREW_STANDS = ['with-us', 'referred', 'overdue'] as const
export type CrewStands = (typeof CREW_STANDS)[number]

const MARGIN = 14

/** People round one employer: each a dot, none of them first and none with a name. The words under it say the same. */
export function Crew({ people }: { people: readonly CrewStands[] }) {
  const { say } = useReading()
  const sorted = CREW_STANDS.flatMap((stands) => people.filter((one) => one === stands))
  const { places, reach } = crewPlaces(sorted.length)
  const half = reach + MARGIN
  return (
    <figure className="crew">
      <svg className="crew-picture" viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`} aria-hidden="true">
        {places.map(({ x, y }, at) => (
          <line key={`${x} ${y}`} className={`crew-line ${sorted[at]}`} x1="0" y1="0" x2={x} y2={y} />
        ))}
        <rect className="crew-employer" x="-20" y="-16" width="40" height="32" rx="5" />
        <path className="crew-house" d="M-11 9v-14l7 5v-5l7 5v-5l8 5v9z" />
        {places.map(({ x, y }, at) => (
          <g key={`${x} ${y}`} className={`crew-person ${sorted[at]}`} transform={`translate(${x} ${y})`}>
            <circle r="8" />
            <path d="M0-4.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM-4 4.6c.4-2.6 1.9-3.9 4-3.9s3.6 1.3 4 3.9z" />
          </g>
        ))}
      </svg>
      <figcaption className="stack-tight">
        <p>
          <strong>{say('crew.people', { count: people.length })}</strong>
        </p>
        <ul className="crew-words">
          {CREW_STANDS.map((stands) => {
            const count = people.filter((one) => one === stands).length
            return count === 0 ? null : (
              <li key={stands} className={stands}>
                {say(`crew.${stands}`, { count })}
              </li>
            )
          })}
        </ul>
        {people.length > MOST_DRAWN && <p className="small muted">{say('crew.drawn', { count: MOST_DRAWN })}</p>}
      </figcaption>
    </figure>
  )
}
