import type { StaffView } from '@ihala/contract'
import { worksOnCases } from '../shell/roles.ts'

/** Who may take over the cases of a member who leaves: others who work with people and are not suspended, those with the fewest cases first. */
export function takersOf(all: readonly StaffView[], leaving: string): readonly StaffView[] {
  return all
    .filter(({ id, suspendedAt, roles }) => id !== leaving && suspendedAt === null && worksOnCases(roles))
    .toSorted((one, other) => one.cases - other.cases)
}
