import type { StaffRole } from '@ihala/contract'

/** Roles that work on cases. Others (an admin, an analyst) are not shown a work list they may not read; the service decides all the same. */
const CASE_ROLES: readonly StaffRole[] = [
  'intake-officer',
  'liaison-officer',
  'shelter-worker',
  'clinician',
  'lawyer',
  'legal-coordinator',
  'case-worker',
  'approver',
  'duty-officer',
]

/** Whether somebody with these roles works on cases. */
export function worksOnCases(roles: readonly StaffRole[]): boolean {
  return roles.some((role) => CASE_ROLES.includes(role))
}

/** Whether somebody with these roles sees how the exchange stands, or the counts. */
export function overlooks(roles: readonly StaffRole[]): boolean {
  return roles.includes('admin') || roles.includes('analyst')
}

/** Whether somebody with these roles answers for keys, the log, and what left the house. */
export function answersFor(roles: readonly StaffRole[]): boolean {
  return roles.includes('admin') || roles.includes('data-protection-officer')
}
