/** How the two ends of a pair differ (c7). */
export type DifferenceKind =
  /** They sent it, and hold our receipt or repeat it in vain; we do not have it. */
  | 'missing-here'
  /** We sent it and hold their receipt; they do not have it. */
  | 'missing-there'
  /** They have it as ours; we never sent it, or lost our own record. */
  | 'unknown-here'
  /** We have it as theirs; they say they never sent it. */
  | 'unknown-there'
  /** At one place each end has another content. */
  | 'other-content'
  /** One end has it twice. */
  | 'twice'

/** One event on which the two ends of a pair differ. */
export interface Difference {
  /** UUIDv7: what was told under it is ended under it. */
  readonly name: string
  readonly partner: string
  readonly kind: DifferenceKind
  /** The case, or the `jti` of what has none. */
  readonly id: string
  /** 0 for what has no case. */
  readonly seq: number
}
