import type { Category, Withdrawn } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'

/** A grant as it is kept, and what the person took back of it. */
export interface HeldGrant {
  readonly jws: Buffer
  readonly withdrawn: Withdrawn
}

/** A grant as it is kept, locked against withdrawal for this transaction (FOR SHARE; withdrawing takes more). */
export async function grantHeld(tx: Tx, caseId: string, hash: string): Promise<HeldGrant | undefined> {
  const [row] = await tx<{ jws: Buffer; whole: boolean; withdrawn: Category[] }[]>`
    select jws, withdrawn_at is not null as whole, withdrawn from exchange.grant_held where case_id = ${caseId} and hash = ${hash} for share`
  return row && { jws: row.jws, withdrawn: row.whole ? 'all' : row.withdrawn }
}

/** Takes back what is named of all grants of a case. Waits for whoever composes under one of them. Done twice it changes nothing more. */
export async function withdrawGrants(tx: Tx, caseId: string, withdrawn: Withdrawn, at: string): Promise<void> {
  if (withdrawn === 'all') {
    await tx`update exchange.grant_held set withdrawn_at = coalesce(withdrawn_at, ${at}) where case_id = ${caseId}`
    return
  }
  await tx`
    update exchange.grant_held
    set withdrawn = array(select distinct category from unnest(withdrawn || ${[...withdrawn]}::text[]) as category order by 1)
    where case_id = ${caseId}`
}
