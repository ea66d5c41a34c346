import type { Tx } from '@ihala/ledger'

/** A grant as it is kept, locked against withdrawal for this transaction (FOR SHARE; withdrawing takes FOR UPDATE). */
export async function grantHeld(tx: Tx, caseId: string, hash: string): Promise<{ jws: Buffer; withdrawn: boolean } | undefined> {
  const [row] = await tx<{ jws: Buffer; withdrawn: boolean }[]>`
    select jws, withdrawn_at is not null as withdrawn from exchange.grant_held where case_id = ${caseId} and hash = ${hash} for share`
  return row
}
