import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { asc, desc, eq, sql } from 'drizzle-orm'
import { applications, measures } from './joining.tables.ts'
import type { ApplicationState, Channel, Measure } from './joining.ts'

/** An application with all that was decided about it. */
export type HeldApplication = Readonly<typeof applications.$inferSelect>

/** A measure with when it was proposed. */
export type HeldMeasure = Readonly<typeof measures.$inferSelect>

const one = statement((given: Given<{ entityId: string }>) =>
  build.select().from(applications).where(eq(applications.entityId, given.entityId)),
)
const all = statement(() => build.select().from(applications).orderBy(asc(applications.appliedAt)))
const enter = insertion(applications, ['entityId', 'state', 'configuration', 'fingerprint', 'appliedAt'], (row) =>
  row.onConflictDoUpdate({
    target: applications.entityId,
    set: { configuration: sql`excluded.configuration`, fingerprint: sql`excluded.fingerprint`, appliedAt: sql`excluded.applied_at` },
  }),
)
const verified = statement((given: Given<{ entityId: string; by: string; how: Channel; state: ApplicationState }>) =>
  build
    .update(applications)
    .set({ state: given.state, verifiedBy: given.by, verifiedHow: given.how })
    .where(eq(applications.entityId, given.entityId)),
)
const tested = statement(
  (given: Given<{ entityId: string; hash: string; protocol: string; testMember: string; testedAt: string; state: ApplicationState }>) =>
    build
      .update(applications)
      .set({
        state: given.state,
        conformance: given.hash,
        protocol: given.protocol,
        testMember: given.testMember,
        testedAt: given.testedAt,
        // Who approved what an earlier run showed has not approved this.
        approvedBy: null,
      })
      .where(eq(applications.entityId, given.entityId)),
)
const approved = statement((given: Given<{ entityId: string; by: string }>) =>
  build.update(applications).set({ approvedBy: given.by }).where(eq(applications.entityId, given.entityId)),
)
const confirmed = statement((given: Given<{ entityId: string; by: string; state: ApplicationState }>) =>
  build.update(applications).set({ state: given.state, confirmedBy: given.by }).where(eq(applications.entityId, given.entityId)),
)
const propose = insertion(measures, ['id', 'entityId', 'measure', 'kid', 'proposedBy', 'proposedAt'])
const measureById = statement((given: Given<{ id: string }>) => build.select().from(measures).where(eq(measures.id, given.id)))
const measureConfirmed = statement((given: Given<{ id: string; by: string; now: string }>) =>
  build.update(measures).set({ confirmedBy: given.by, confirmedAt: given.now }).where(eq(measures.id, given.id)),
)
const allMeasures = statement(() => build.select().from(measures).orderBy(asc(measures.confirmedAt), asc(measures.id)))
const newestMeasures = statement((given: Given<{ limit: number }>) =>
  build.select().from(measures).orderBy(desc(measures.id)).limit(given.limit),
)

/** One application; undefined when the organisation never applied. */
export async function application(tx: Tx, entityId: string): Promise<HeldApplication | undefined> {
  return one.first(tx, { entityId })
}

/** All applications, the oldest first. */
export async function allApplications(tx: Tx): Promise<HeldApplication[]> {
  return [...(await all.run(tx))]
}

/** Keeps a new application, or one that replaces its own earlier word. */
export async function keepApplication(
  tx: Tx,
  said: Pick<HeldApplication, 'entityId' | 'configuration' | 'fingerprint' | 'appliedAt'>,
): Promise<void> {
  await enter.run(tx, { ...said, state: 'applied' })
}

/** Keeps that an application was verified, by whom and how. */
export async function keepVerified(
  tx: Tx,
  what: { readonly entityId: string; readonly by: string; readonly how: Channel; readonly state: ApplicationState },
): Promise<void> {
  await verified.run(tx, what)
}

/** Keeps the protocol of the conformance run that was passed, and by what it is believed. */
export async function keepTested(
  tx: Tx,
  what: {
    readonly entityId: string
    /** Of the protocol. */
    readonly hash: string
    readonly protocol: string
    readonly testMember: string
    readonly testedAt: string
    readonly state: ApplicationState
  },
): Promise<void> {
  await tested.run(tx, what)
}

/** Keeps an approval: the first, or the second that confirms it. */
export async function keepApproval(
  tx: Tx,
  what: { readonly entityId: string; readonly by: string; readonly second: boolean; readonly state: ApplicationState },
): Promise<void> {
  const { entityId, by, second, state } = what
  if (second) await confirmed.run(tx, { entityId, by, state })
  else await approved.run(tx, { entityId, by })
}

/** Keeps a proposed measure. */
export async function keepMeasure(tx: Tx, measure: Omit<Measure, 'confirmedAt'> & { readonly proposedAt: string }): Promise<void> {
  await propose.run(tx, measure)
}

/** One measure; undefined when there is none. */
export async function measure(tx: Tx, id: string): Promise<Measure | undefined> {
  return measureById.first(tx, { id })
}

/** Keeps that a second person confirmed a measure. */
export async function keepConfirmation(tx: Tx, id: string, by: string, now: string): Promise<void> {
  await measureConfirmed.run(tx, { id, by, now })
}

/** The measures proposed last, the newest first. */
export async function latestMeasures(tx: Tx, limit: number): Promise<HeldMeasure[]> {
  return [...(await newestMeasures.run(tx, { limit }))]
}

/** All measures, in the order they came into force; those proposed only come last. */
export async function measuresInOrder(tx: Tx): Promise<Measure[]> {
  return [...(await allMeasures.run(tx))]
}
