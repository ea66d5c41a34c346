import { check, closed, Names } from '@ihala/contract'
import type { ServiceContext, Tx } from '@ihala/kit'
import Type, { type Static } from 'typebox'
import type { Lawyer } from './offer.ts'

/** What kit.staff keeps wrapped of a member, for screens. */
const Shown = closed({ names: Names, languages: Type.Array(Type.String()) })
const isShown = check(Shown)

function shownOf(wrapped: Buffer | null, keyring: Pick<ServiceContext['keyring'], 'unwrap'>): Static<typeof Shown> {
  if (wrapped === null) return { names: { ar: '–', en: '–' }, languages: [] }
  const shown: unknown = JSON.parse(keyring.unwrap(wrapped).toString('utf8'))
  if (!isShown(shown)) throw new Error('kit.staff.names does not hold what was wrapped')
  return shown
}

/** Opens the names of a member. */
export function namesOf(wrapped: Buffer | null, keyring: Pick<ServiceContext['keyring'], 'unwrap'>): Names {
  return shownOf(wrapped, keyring).names
}

/** The lawyers who have signed in here and are not suspended, with the cases they plead now. */
export async function lawyers(tx: Tx, keyring: Pick<ServiceContext['keyring'], 'unwrap'>): Promise<Lawyer[]> {
  const rows = await tx<{ id: string; names: Buffer | null; cases: number }[]>`
    select staff.id, staff.names, (
      select count(*)::int from offers.offer join desk.referral on referral.id = offer.referral_id
      where offer.lawyer_id = staff.id and offer.state = 'taken' and referral.state in ('accepted', 'in-progress', 'on-hold')) as cases
    from kit.staff where 'lawyer' = any(staff.roles) and staff.suspended_at is null order by staff.id`
  return rows.map(({ id, names, cases }) => ({ id, cases, ...shownOf(names, keyring) }))
}

/** Row ids of lawyers who may not be asked: on whose conflict list the case is, or who returned it. */
export async function unavailable(tx: Tx, caseId: string): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select staff_id as id from kit.barred where case_id = ${caseId}
    union select lawyer_id from offers.offer where case_id = ${caseId} and state = 'returned'`
  return new Set(rows.map(({ id }) => id))
}
