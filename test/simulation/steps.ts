import { type Chance, oneOf, wholeBetween } from '../kit/chance.ts'

/** What is done to a network, or in it. */
export const STEP_KINDS = [
  'refer',
  'act',
  'smuggle',
  'crash',
  'replica',
  'cut',
  'away',
  'suspend',
  'fault',
  'database',
  'forget',
  'rewind',
  'replay',
  'foreign',
  'flip',
] as const
export type StepKind = (typeof STEP_KINDS)[number]

/** One step of a history. It carries its own chance, so that it means the same when others are left out. */
export interface Step {
  readonly kind: StepKind
  /** Milliseconds after the step before. */
  readonly after: number
  /** Which member, by its place in the list. */
  readonly who: number
  readonly seed: number
}

/** Desks work much more often than anything breaks. */
const OFTEN: readonly StepKind[] = ['act', 'act', 'act', 'act', 'act', 'act', 'act', 'act', 'refer']
/** What breaks; processes die more often than the rest, because what is between two of their steps matters most. */
const SELDOM: readonly StepKind[] = [...STEP_KINDS, 'crash', 'crash', 'database', 'cut']
/** Steps of one history, besides the first referrals. */
const STEPS = { fewest: 6, most: 20 }

/** The steps of a history; everything follows from `chance`. `mostly` is what breaks, where one kind of fault is looked at. */
export function stepsOf(chance: Chance, members: number, mostly?: StepKind): Step[] {
  const step = (kind: StepKind, after: number): Step => ({
    kind,
    after,
    who: wholeBetween(chance, 0, members - 1),
    seed: wholeBetween(chance, 0, 2 ** 31),
  })
  const first = Array.from({ length: wholeBetween(chance, 1, 3) }, () => step('refer', wholeBetween(chance, 0, 300)))
  const rest = Array.from({ length: wholeBetween(chance, STEPS.fewest, STEPS.most) }, () =>
    step(chance() < 0.7 ? oneOf(chance, OFTEN) : (mostly ?? oneOf(chance, SELDOM)), pause(chance)),
  )
  return [...first, ...rest]
}

/** Mostly moments, so that things cross; sometimes long enough for everything to arrive. */
function pause(chance: Chance): number {
  const draw = chance()
  if (draw < 0.5) return wholeBetween(chance, 0, 400)
  if (draw < 0.9) return wholeBetween(chance, 400, 8_000)
  if (draw < 0.997) return wholeBetween(chance, 8_000, 120_000)
  return wholeBetween(chance, 1, 30) * 3_600_000
}

/** A step as it is printed. */
export function stepLine({ kind, after, who, seed }: Step): string {
  return `${kind} who=${who} after=${after}ms seed=${seed}`
}
