import type { Category, Withdrawn } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'

/** A grant as it is kept, and what the person took back of it. */
export interface HeldGrant {
  readonly jws: Buffer
  readonly withdrawn: Withdrawn
  /** How many keys the words of its case have had: one more with each word that left something. */
  readonly words: number
}

/** A grant as it is kept, locked against withdrawal for this transaction (FOR SHARE; withdrawing takes more). */
export async function grantHeld(tx: Tx, caseId: string, hash: string): Promise<HeldGrant | undefined> {
  const [row] = await tx<{ jws: Buffer; whole: boolean; withdrawn: Category[]; words: number }[]>`
    select jws, withdrawn_at is not null as whole, withdrawn, words from exchange.grant_held where case_id = ${caseId} and hash = ${hash} for share`
  return row && { jws: row.jws, withdrawn: row.whole ? 'all' : row.withdrawn, words: row.words }
}

/**
 * Takes back what is named of all grants of a case, and begins the next key of its words unless nothing is left. Waits for whoever
 * composes under one of them. Done twice it takes back nothing more.
 */
export async function withdrawGrants(tx: Tx, caseId: string, withdrawn: Withdrawn, at: string): Promise<void> {
  if (withdrawn === 'all') {
    await tx`update exchange.grant_held set withdrawn_at = coalesce(withdrawn_at, ${at}) where case_id = ${caseId}`
    return
  }
  await tx`
    update exchange.grant_held
    set withdrawn = array(select distinct category from unnest(withdrawn || ${[...withdrawn]}::text[]) as category order by 1),
      words = words + case when withdrawn_at is null then 1 else 0 end
    where case_id = ${caseId}`
}
