import { Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { mandates, powers } from './mandate.tables.ts'

/** A mandate as it is kept. */
export type MandateRow = Readonly<typeof mandates.$inferSelect>
/** What is sealed of a power: its number, and who certified it. */
export interface Paper {
  readonly number: string
  readonly certifiedBy: string
}
/** A power as it is kept, opened; `paper` is null when its case was erased. */
export type PowerRow = Readonly<Omit<typeof powers.$inferSelect, 'content'>> & { readonly paper: Paper | null }

/** Keeps a mandate. */
export const insertMandate = insertion(mandates, ['id', 'caseId', 'referralId', 'scope', 'givenAt', 'expiresAt'])
const POWER = ['id', 'caseId', 'referralId', 'scope', 'maySettle', 'mayReceiveMoney', 'givenAt', 'expiresAt', 'content'] as const
const insert = insertion(powers, POWER)
const mandatesOf = statement((given: Given<{ referralId: string }>) =>
  build.select().from(mandates).where(eq(mandates.referralId, given.referralId)).orderBy(asc(mandates.givenAt), asc(mandates.id)),
)
const powersOf = statement((given: Given<{ referralId: string }>) =>
  build.select().from(powers).where(eq(powers.referralId, given.referralId)).orderBy(asc(powers.givenAt), asc(powers.id)),
)
const end = statement((given: Given<{ id: string; at: string }>) =>
  build
    .update(mandates)
    .set({ endedAt: given.at })
    .where(and(eq(mandates.id, given.id), isNull(mandates.endedAt))),
)
const revoke = statement((given: Given<{ id: string; at: string }>) =>
  build
    .update(powers)
    .set({ revokedAt: given.at })
    .where(and(eq(powers.id, given.id), isNull(powers.revokedAt))),
)

// What the person decided: no withdrawal of a consent erases it, so it lies in the part that none erases.
const PART = ''
const placeOf = (id: string): string => `power/${id}`

/** Keeps a power of attorney, its number sealed under the case's key. */
export async function insertPower(
  tx: Tx,
  keys: CaseKeyStore,
  { paper, ...row }: Omit<PowerRow, 'revokedAt'> & { readonly paper: Paper },
): Promise<void> {
  const content = await keys.encryptFor(tx, row.caseId, PART, placeOf(row.id), Buffer.from(JSON.stringify(paper)))
  await insert.run(tx, { ...row, content })
}

/** What was given in a case, oldest first. */
export async function givenIn(
  tx: Tx,
  keys: CaseKeyStore,
  referralId: string,
): Promise<{ readonly mandates: readonly MandateRow[]; readonly powers: readonly PowerRow[] }> {
  const [given, held] = await Promise.all([mandatesOf.run(tx, { referralId }), powersOf.run(tx, { referralId })])
  const opened = held.map(async ({ content, ...power }) => {
    const bytes = await unlessErased(keys.decryptFor(tx, power.caseId, PART, placeOf(power.id), content))
    return { ...power, paper: bytes === null ? null : (JSON.parse(bytes.toString()) as Paper) }
  })
  return { mandates: given, powers: await Promise.all(opened) }
}

/** The person ends a mandate. Throws Refusal `not-found`, or `state-forbids` when it had ended. */
export async function endMandate(tx: Tx, id: string, at: string): Promise<void> {
  if ((await end.run(tx, { id, at })).count > 0) return
  const [there] = await tx`select from mandates.mandate where id = ${id}`
  throw there ? new Refusal('state-forbids', { state: 'ended' }) : new Refusal('not-found')
}

/** The person revokes a power. Throws Refusal `not-found`, or `state-forbids` when it was revoked. */
export async function revokePower(tx: Tx, id: string, at: string): Promise<void> {
  if ((await revoke.run(tx, { id, at })).count > 0) return
  const [there] = await tx`select from mandates.power where id = ${id}`
  throw there ? new Refusal('state-forbids', { state: 'revoked' }) : new Refusal('not-found')
}
