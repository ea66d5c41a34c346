/** Identity and moment of one act, passed in: decisions have neither a clock nor randomness of their own. */
export interface Stamp {
  /** UUIDv7 for a row. */
  readonly id: string
  /** RFC 3339 instant, UTC. */
  readonly now: string
}

/** RFC 3339 instant to whole seconds (NumericDate). */
export function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000)
}
