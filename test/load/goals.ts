import { shown, table } from './numbers.ts'

/** A figure and what it is held to. A figure without bounds is only printed beside the others. */
export interface Held {
  readonly name: string
  readonly value: number | undefined
  /** How it came about, in a few words: the parts of a ratio, what was not measured and why. */
  readonly note?: string
  readonly must?: number
  readonly aim?: number
  readonly better?: 'more' | 'less'
}

/** Which bound a figure reaches; a dash when there is none, or no figure. */
export function verdict({ value, must, aim, better = 'less' }: Held): string {
  if (value === undefined || !Number.isFinite(value) || must === undefined || aim === undefined) return '–'
  const reaches = (bound: number): boolean => (better === 'more' ? value >= bound : value <= bound)
  return reaches(aim) ? 'aim' : reaches(must) ? 'must' : 'missed'
}

/** Figures with what they are held to. */
export function heldTable(title: string, held: readonly Held[]): string {
  const bound = (one: Held, value: number | undefined): string =>
    value === undefined ? '' : `${one.better === 'more' ? '≥' : '≤'} ${value}`
  return table([
    [title, 'value', 'must', 'aim', 'reached', ''],
    ...held.map((one) => [one.name, shown(one.value), bound(one, one.must), bound(one, one.aim), verdict(one), one.note ?? '']),
  ])
}
