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

/** Whether somebody with these roles writes into people’s files: whoever only approves does not. */
export function writesFiles(roles: readonly StaffRole[]): boolean {
  return roles.some((role) => role !== 'approver' && CASE_ROLES.includes(role))
}

/** Roles that may be the second person of an act that takes two. */
const SECONDS: readonly StaffRole[] = ['duty-officer', 'legal-coordinator', 'approver', 'data-protection-officer']

/** Whether somebody with these roles puts in force what another one asked for. */
export function confirmsActs(roles: readonly StaffRole[]): boolean {
  return roles.some((role) => SECONDS.includes(role))
}

/** Whether somebody with these roles hears of danger and of whoever looks at a colleague’s case. */
export function protectsData(roles: readonly StaffRole[]): boolean {
  return roles.includes('data-protection-officer')
}

/** Whether somebody with these roles sees how the exchange stands, or the counts. */
export function overlooks(roles: readonly StaffRole[]): boolean {
  return roles.includes('admin') || roles.includes('analyst')
}

/** Whether somebody with these roles answers for keys, the log, and what left the house. */
export function answersFor(roles: readonly StaffRole[]): boolean {
  return roles.includes('admin') || roles.includes('data-protection-officer')
}
