import type { BedList } from '@ihala/contract'
import { useReading } from '@ihala/ui'
import type { Static } from 'typebox'

/** A bed of GET /beds. */
export type Bed = Static<typeof BedList>['beds'][number]

const TONES = { free: 'good', held: 'warn', taken: '' } as const

/** One bed: for whom it is, and whether it is free tonight. */
export function BedPicture({ bed }: { bed: Bed }) {
  const reading = useReading()
  const { say, word, hour } = reading
  return (
    <li className={`bed ${bed.state}`}>
      <strong>
        <bdi>{bed.label}</bdi>
      </strong>
      <span className={`badge ${TONES[bed.state]}`}>{word('bed-state', bed.state)}</span>
      <span className="small muted">{bedWords(bed, reading)}</span>
      {bed.heldUntil && bed.state === 'held' && (
        <span className="small muted numbers">{say('beds.held-until', { until: hour(bed.heldUntil) })}</span>
      )}
    </li>
  )
}

/** For whom a bed is, in words. */
export function bedWords(bed: Bed, { say, between }: ReturnType<typeof useReading>): string {
  return [say(`beds.for.${bed.sex}`), bed.family && say('beds.family'), bed.stepFree && say('beds.step-free')].filter(Boolean).join(between)
}
