/** Numbers from 0 up to 1 that follow from a seed. */
export type Chance = () => number

/** The same seed gives the same numbers (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number from `low` up to and with `high`. */
export function wholeBetween(chance: Chance, low: number, high: number): number {
  return low + Math.floor(chance() * (high - low + 1))
}

/** One of them. Throws when there is none. */
export function oneOf<T>(chance: Chance, all: readonly T[]): T {
  const one = all[Math.floor(chance() * all.length)]
  if (one === undefined) throw new Error('there is nothing to choose from')
  return one
}

/** The same ones in another order. */
export function shuffled<T>(chance: Chance, all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: chance() }))
    .sort((first, second) => first.at - second.at)
    .map(({ one }) => one)
}
