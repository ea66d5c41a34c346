import { Refusal } from '@ihala/contract'

/**
 * G4: what passes between a person and their lawyer is for the lawyers of this case alone, whatever other role somebody has.
 * Throws Refusal `not-allowed`.
 */
export function assertTheirLawyer(assignees: readonly string[], staffId: string): void {
  if (!assignees.includes(staffId)) throw new Refusal('not-allowed', { rule: 'assigned-lawyer' })
}
