import type { AnchorConfiguration, TrustMark } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, asc, eq, sql } from 'drizzle-orm'
import { changes, configurations, trustMarks } from '../registry/registry.tables.ts'
import { markOf } from './federation.ts'

const keepMark = insertion(trustMarks, ['entityId', 'mark', 'jws', 'issuedAt'], (row) =>
  row.onConflictDoUpdate({
    target: [trustMarks.entityId, trustMarks.mark],
    set: { jws: sql`excluded.jws`, issuedAt: sql`excluded.issued_at` },
    setWhere: sql`excluded.issued_at >= trust_mark.issued_at`,
  }),
)
const keepNewest = insertion(configurations, ['jws', 'issuedAt'], (row) =>
  row.onConflictDoUpdate({
    target: configurations.onlyOne,
    set: { jws: sql`excluded.jws`, issuedAt: sql`excluded.issued_at` },
    setWhere: sql`excluded.issued_at >= configuration.issued_at`,
  }),
)
const ofMember = statement((given: Given<{ entityId: string }>) =>
  build.select({ mark: trustMarks.mark, jws: trustMarks.jws }).from(trustMarks).where(eq(trustMarks.entityId, given.entityId)),
)
const oneMark = statement((given: Given<{ entityId: string; mark: string }>) =>
  build
    .select({ jws: trustMarks.jws })
    .from(trustMarks)
    .where(and(eq(trustMarks.entityId, given.entityId), eq(trustMarks.mark, given.mark))),
)
const held = statement(() => build.select({ jws: configurations.jws }).from(configurations))
const wordsAbout = statement((given: Given<{ entityId: string }>) =>
  build.select({ jws: changes.jws }).from(changes).where(eq(changes.entityId, given.entityId)).orderBy(asc(changes.position)),
)

/** Keeps an accreditation; one signed before the one held is passed over. */
export async function keepTrustMark(tx: Tx, mark: TrustMark, jws: string): Promise<void> {
  await keepMark.run(tx, { entityId: mark.sub, mark: markOf(mark), jws, issuedAt: mark.iat })
}

/** Keeps the anchor's word about itself; one signed before the one held is passed over. */
export async function keepConfiguration(tx: Tx, configuration: AnchorConfiguration, jws: string): Promise<void> {
  await keepNewest.run(tx, { jws, issuedAt: configuration.iat })
}

/** All accreditations a member was ever given. */
export async function trustMarksOf(tx: Tx, entityId: string): Promise<{ mark: string; jws: string }[]> {
  return [...(await ofMember.run(tx, { entityId }))]
}

/** One accreditation; undefined when it was never given. */
export async function trustMark(tx: Tx, entityId: string, mark: string): Promise<string | undefined> {
  return (await oneMark.first(tx, { entityId, mark }))?.jws
}

/** The anchor's word about itself; undefined before it first spoke. */
export async function anchorConfiguration(tx: Tx): Promise<string | undefined> {
  return (await held.first(tx))?.jws
}

/** Every word of the anchor that changed something about a member, in the order of the log. */
export async function wordsOfLog(tx: Tx, entityId: string): Promise<string[]> {
  return (await wordsAbout.run(tx, { entityId })).map(({ jws }) => jws)
}
