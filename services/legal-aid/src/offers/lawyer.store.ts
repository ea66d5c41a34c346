import { type ServiceContext, staffWithRole, type Tx } from '@ihala/kit'
import type { Lawyer } from './offer.ts'

/** The lawyers who have signed in here and are not suspended, with the cases they plead now. */
export async function lawyers(tx: Tx, keyring: Pick<ServiceContext['keyring'], 'unwrap'>): Promise<Lawyer[]> {
  const [members, taken] = await Promise.all([
    staffWithRole(tx, keyring, 'lawyer'),
    tx<{ id: string; cases: number }[]>`
      select offer.lawyer_id as id, count(*)::int as cases from offers.offer join desk.referral on referral.id = offer.referral_id
      where offer.state = 'taken' and referral.state in ('accepted', 'in-progress', 'on-hold') group by offer.lawyer_id`,
  ])
  const cases = new Map(taken.map((row) => [row.id, row.cases]))
  return members.map((member) => ({ ...member, cases: cases.get(member.id) ?? 0 }))
}

/** Row ids of lawyers who may not be asked: on whose conflict list the case is, or who returned it. */
export async function unavailable(tx: Tx, caseId: string): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select staff_id as id from kit.barred where case_id = ${caseId}
    union select lawyer_id from offers.offer where case_id = ${caseId} and state = 'returned'`
  return new Set(rows.map(({ id }) => id))
}
