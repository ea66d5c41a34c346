import { type AgeBand, type ConsentView, Refusal } from '@ihala/contract'

/** whoever is a minor, or may be one, takes the guardian's path. */
export function mayBeMinor(ageBand: AgeBand): boolean {
  return ageBand === 'under-18' || ageBand === 'unknown'
}

/** whether what was agreed on this ground can stand at this age; danger, which nobody agreed to, stands at any. */
export function standsAt(ground: ConsentView['basis'], ageBand: AgeBand): boolean {
  switch (ground) {
    case 'danger':
      return true
    case 'guardian':
      return mayBeMinor(ageBand)
    case 'consent':
    case 'incapacity':
    case 'statutory':
      return !mayBeMinor(ageBand)
    default:
      return ground satisfies never
  }
}

/** An age as it is known: settled, or only written down. */
export interface KnownAge {
  readonly ageBand: AgeBand
  readonly settled: boolean
}

/**
 * doubt ends by being settled, not by somebody writing another age down; and what is settled does not become doubtful by being
 * written otherwise: no guardian speaks for an adult. `known`: undefined where nobody ever said. Throws Refusal `guardian-required`,
 * `grant-evidence-incomplete`.
 */
export function assertAgeSettled(known: KnownAge | undefined, said: AgeBand, field = '/need/ageBand'): void {
  if (known === undefined || mayBeMinor(known.ageBand) === mayBeMinor(said)) return
  if (mayBeMinor(known.ageBand)) throw new Refusal('guardian-required', { field })
  if (known.settled) throw new Refusal('grant-evidence-incomplete', { field })
}
