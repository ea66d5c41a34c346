import { type Category, type ReadingReason, Refusal } from '@ihala/contract'
import type { Judging, Resource } from '@ihala/kit'

/** How a case stands to the member who asks: whose it is, and why they said they look at it. */
export interface Standing {
  readonly assigned: 'me' | 'others' | 'nobody'
  readonly reason: ReadingReason | null
}

/** What is decided of one by one: a category of personal data, notes, or the line on a list. */
export type PartShown = Category | 'words' | 'line'

/** How long a case stays open to whoever said why, milliseconds. */
export const OPEN_FOR = 60 * 60_000
/** How often a member may look at cases of colleagues within a day. */
export const REASONS_A_DAY = 10
/** Refused looks of one member within an hour of which the data-protection officer hears (T34). */
export const REFUSED_AN_HOUR = 5

/** What is known of the house and of the case when it is asked what may be seen. */
export interface Seen {
  readonly kind: string
  readonly standing: Standing
  /** Whether who the person is, is withheld from this member (M6). */
  readonly withheld: boolean
  /** Whether it stays only by a law or a hold, though the person took it back (c2); not so unless told. */
  readonly kept?: boolean
}

const attributesOf = (kind: string, { assigned, reason }: Standing) => ({ kind, assigned, reason: reason ?? 'none' })

/** A case as the policies see it. */
export function caseFor(kind: string, standing: Standing): Resource {
  return { type: 'Case', id: 'case', attributes: attributesOf(kind, standing) }
}

/** T33: whoever may not enter a case is asked why they look. Throws Refusal `reason-required`. */
export function assertEnters(request: Judging, kind: string, standing: Standing): void {
  if (!request.allows('enter-case', caseFor(kind, standing))) throw new Refusal('reason-required')
}

/** M3: whether a part of a case is shown to this member. */
export function mayShow(request: Judging, { kind, standing, withheld, kept = false }: Seen, part: PartShown): boolean {
  return request.allows('see-part', { type: 'Part', id: part, attributes: { ...attributesOf(kind, standing), part, withheld, kept } })
}

/**
 * T34: a reason is said of a colleague's case only, and not all day long.
 * @param enters whether the member may enter it anyway
 * @param saidToday how often they said a reason within a day
 * Throws Refusal `state-forbids`, `too-many-requests`.
 */
export function assertMaySay(enters: boolean, saidToday: number): void {
  if (enters) throw new Refusal('state-forbids', { state: 'yours' })
  if (saidToday >= REASONS_A_DAY) throw new Refusal('too-many-requests', { limit: REASONS_A_DAY })
}
