import type { Specimen } from '@ihala/ui'
import { type Bed, BedPicture } from './bed-picture.tsx'

const bed: Bed = { id: 'a', label: '3-B', sex: 'female', family: false, stepFree: true, state: 'free', heldUntil: null, referralId: null }
const BEDS: readonly Bed[] = [
  bed,
  {
    ...bed,
    id: 'b',
    label: '4-A',
    family: true,
    stepFree: false,
    state: 'held',
    heldUntil: new Date(Date.now() + 7_200_000).toISOString(),
  },
  { ...bed, id: 'c', label: '7', sex: 'any', state: 'taken' },
]

/** What the house has of its own. */
export const specimens: readonly Specimen[] = [
  {
    name: 'BedPicture',
    shown: () => (
      <ul className="beds">
        {BEDS.map((one) => (
          <BedPicture key={one.id} bed={one} />
        ))}
      </ul>
    ),
  },
]
