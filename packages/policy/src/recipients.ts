import { type Category, type ConsentEvidence, type Grant, RECIPIENT_OF_NOTHING, Refusal } from '@ihala/contract'
import { assertStatutory } from './statutory.ts'

/** Kinds that prosecute: what they are told is told through a grant of its own, never in the reflection period (c21, D-17). */
export const PROSECUTION_KINDS: readonly string[] = ['police', 'public-prosecution']

/** M7: whether a kind of body is sent nothing and sends nothing. Throws Refusal `kind-receives-nothing`. */
export function assertReceives(kind: string): void {
  if (RECIPIENT_OF_NOTHING.includes(kind)) throw new Refusal('kind-receives-nothing')
}

/**
 * c21, R-7: to police and prosecution only the person's own word goes, or a guardian's, said for them and not narrowed from another
 * grant: after the reflection period was over, or because the person asked. Throws Refusal `reflection-runs` with the field.
 */
export function assertReflection(grant: Pick<Grant, 'basis' | 'reflection' | 'parent' | 'iat'>, toKind: string): void {
  if (!PROSECUTION_KINDS.includes(toKind)) return
  const { basis, reflection, parent } = grant
  if (basis.kind !== 'consent' && basis.kind !== 'guardian') throw new Refusal('reflection-runs', { field: '/basis/kind' })
  if (parent !== undefined) throw new Refusal('reflection-runs', { field: '/parent' })
  if (reflection === undefined) throw new Refusal('reflection-runs', { field: '/reflection' })
  assertToldAfter(basis.evidence, reflection.at, '/reflection/at')
}

function assertToldAfter({ takenAt }: Pick<ConsentEvidence, 'takenAt'>, at: string, field: string): void {
  if (Date.parse(takenAt) < Date.parse(at)) throw new Refusal('reflection-runs', { field })
}

/** Whether a grant may open anything between these two kinds of body, as the registry names them. Throws Refusal. */
export function assertBetween(grant: Grant, fromKind: string, toKind: string): void {
  assertStatutory(grant, fromKind, toKind)
  assertReflection(grant, toKind)
}

/** a person's own story goes only as they approved it. */
export function mayTravel(category: Category, content: object): boolean {
  return category !== 'testimony' || ('approvedByPerson' in content && content.approvedByPerson === true)
}

/** Throws Refusal `summary-not-approved` for a story that its person has not approved. */
export function assertMayTravel(category: Category, content: object): void {
  if (!mayTravel(category, content)) throw new Refusal('summary-not-approved', { category })
}
