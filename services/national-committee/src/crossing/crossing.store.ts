import type { CrossCertificate } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { asc, desc, eq, sql } from 'drizzle-orm'
import { certificates, crossings } from './crossing.tables.ts'
import type { Crossing } from './crossing.ts'

/** A cross-certificate as it is held. */
export type HeldCertificate = Readonly<typeof certificates.$inferSelect>

/** A decision about another network with when it was proposed. */
export type HeldCrossing = Readonly<typeof crossings.$inferSelect>

const propose = insertion(crossings, ['id', 'entityId', 'agreement', 'status', 'proposedBy', 'proposedAt'])
const byId = statement((given: Given<{ id: string }>) => build.select().from(crossings).where(eq(crossings.id, given.id)))
const confirmed = statement((given: Given<{ id: string; by: string; now: string }>) =>
  build.update(crossings).set({ confirmedBy: given.by, confirmedAt: given.now }).where(eq(crossings.id, given.id)),
)
const inOrder = statement(() => build.select().from(crossings).orderBy(asc(crossings.confirmedAt), asc(crossings.id)))
const newest = statement((given: Given<{ limit: number }>) => build.select().from(crossings).orderBy(desc(crossings.id)).limit(given.limit))
const keep = insertion(certificates, ['entityId', 'jws', 'content'], (row) =>
  row.onConflictDoUpdate({ target: certificates.entityId, set: { jws: sql`excluded.jws`, content: sql`excluded.content` } }),
)
const all = statement(() => build.select().from(certificates).orderBy(asc(certificates.entityId)))
const one = statement((given: Given<{ entityId: string }>) =>
  build.select().from(certificates).where(eq(certificates.entityId, given.entityId)),
)

/** Keeps a proposed decision. */
export async function keepCrossing(tx: Tx, crossing: Omit<HeldCrossing, 'confirmedBy' | 'confirmedAt'>): Promise<void> {
  await propose.run(tx, crossing)
}

/** One decision; undefined when there is none. */
export async function crossing(tx: Tx, id: string): Promise<Crossing | undefined> {
  return byId.first(tx, { id })
}

/** Keeps that a second person confirmed a decision. */
export async function keepCrossingConfirmed(tx: Tx, id: string, by: string, now: string): Promise<void> {
  await confirmed.run(tx, { id, by, now })
}

/** All decisions, in the order they came into force; those proposed only come last. */
export async function crossingsInOrder(tx: Tx): Promise<Crossing[]> {
  return [...(await inOrder.run(tx))]
}

/** The decisions proposed last, the newest first. */
export async function latestCrossings(tx: Tx, limit: number): Promise<HeldCrossing[]> {
  return [...(await newest.run(tx, { limit }))]
}

/** Keeps the anchor's newest word about another network. */
export async function keepCertificate(tx: Tx, content: CrossCertificate, jws: string): Promise<void> {
  await keep.run(tx, { entityId: content.sub, jws, content })
}

/** The newest word about every other network. */
export async function heldCertificates(tx: Tx): Promise<HeldCertificate[]> {
  return [...(await all.run(tx))]
}

/** The newest word about one other network; undefined when the anchor never spoke of it. */
export async function heldCertificate(tx: Tx, entityId: string): Promise<HeldCertificate | undefined> {
  return one.first(tx, { entityId })
}
