import { type CompelledDisclosure, type DangerReferral, Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, type Inserted, insertion, statement, type Tx } from '@ihala/kit'
import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm'
import { secondPerson } from './second-person.tables.ts'
import type { SecondPersonAct } from './second-person.ts'

/** What is sealed in an act; a release has nothing to seal. */
export type Content =
  | { readonly kind: 'danger'; readonly asked: DangerReferral }
  | { readonly kind: 'compelled'; readonly asked: CompelledDisclosure }
  | { readonly kind: 'release' }

const NEW = ['id', 'kind', 'personId', 'reason', 'askedBy', 'askedAt', 'until', 'secondBody', 'secondAct'] as const
const insert = insertion(secondPerson, [...NEW, 'content'])
const locked = statement((given: Given<{ id: string }>) =>
  build.select().from(secondPerson).where(eq(secondPerson.id, given.id)).for('update'),
)
const newest = statement((given: Given<{ limit: number }>) =>
  build.select().from(secondPerson).orderBy(desc(secondPerson.id)).limit(given.limit),
)
const waiting = statement((given: Given<{ since: string }>) =>
  build
    .select({
      id: secondPerson.id,
      kind: secondPerson.kind,
      reason: secondPerson.reason,
      askedAt: secondPerson.askedAt,
      askedBy: secondPerson.askedBy,
    })
    .from(secondPerson)
    .where(and(isNull(secondPerson.confirmedAt), gt(secondPerson.askedAt, given.since)))
    .orderBy(asc(secondPerson.askedAt)),
)
const confirmed = statement((given: Given<{ id: string; by: string; at: string; until: string | null }>) =>
  build.update(secondPerson).set({ confirmedBy: given.by, confirmedAt: given.at, until: given.until }).where(eq(secondPerson.id, given.id)),
)
const lockedOf = statement((given: Given<{ partner: string; act: string }>) =>
  build
    .select()
    .from(secondPerson)
    .where(and(eq(secondPerson.secondBody, given.partner), eq(secondPerson.secondAct, given.act)))
    .for('update'),
)
const seconded = statement((given: Given<{ id: string; staff: string; at: string }>) =>
  build.update(secondPerson).set({ secondStaff: given.staff, confirmedAt: given.at }).where(eq(secondPerson.id, given.id)),
)
const begun = statement((given: Given<{ id: string; referralId: string; until: string }>) =>
  build.update(secondPerson).set({ referralId: given.referralId, until: given.until }).where(eq(secondPerson.id, given.id)),
)
const told = statement((given: Given<{ id: string; at: string }>) =>
  build.update(secondPerson).set({ toldAt: given.at }).where(eq(secondPerson.id, given.id)),
)

/** Keeps what is asked, sealed under the person's key. */
export async function insertAct(
  tx: Tx,
  keys: CaseKeyStore,
  act: Omit<Inserted<typeof secondPerson, (typeof NEW)[number]>, 'kind'>,
  content: Content,
): Promise<void> {
  const sealed = await keys.encryptFor(tx, act.personId, 'own', whatOf(act.id), Buffer.from(JSON.stringify(content)))
  await insert.run(tx, { ...act, kind: content.kind, content: sealed })
}

/** One act, locked for its second person. Throws Refusal `not-found`: also for what this member may not see. */
export async function lockAct(tx: Tx, id: string): Promise<SecondPersonAct> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** What is asked. Throws Refusal `erased` when the person's words were erased since. */
export async function contentOf(tx: Tx, keys: CaseKeyStore, { id, personId, content }: SecondPersonAct): Promise<Content> {
  // It was checked against its schema when it was asked.
  return JSON.parse((await keys.decryptFor(tx, personId, 'own', whatOf(id), content)).toString()) as Content
}

/** Acts of people this member may see, the newest first. */
export async function newestActs(tx: Tx, limit: number): Promise<readonly SecondPersonAct[]> {
  return newest.run(tx, { limit })
}

/** Acts that nobody confirmed yet, asked after this instant, the oldest first. Nothing sealed is opened. */
export async function waitingActs(
  tx: Tx,
  since: string,
): Promise<readonly Pick<SecondPersonAct, 'id' | 'kind' | 'reason' | 'askedAt' | 'askedBy'>[]> {
  return waiting.run(tx, { since })
}

/** Writes down who confirmed it and until when it holds. */
export async function keepConfirmed(
  tx: Tx,
  act: { readonly id: string; readonly by: string; readonly at: string; readonly until: string | null },
): Promise<void> {
  await confirmed.run(tx, act)
}

/** Writes down that the person was told. */
export async function keepTold(tx: Tx, id: string, at: string): Promise<void> {
  await told.run(tx, { id, at })
}

/** The pseudonym of who asked, if they still work here: the word of somebody suspended is nobody's. Throws Refusal `state-forbids`. */
export async function pseudonymOfAsker(tx: Tx, staffId: string): Promise<string> {
  const [row] = await tx<{ pseudonym: string }[]>`select pseudonym from kit.staff where id = ${staffId} and suspended_at is null`
  if (!row) throw new Refusal('state-forbids', { state: 'asker-suspended' })
  return row.pseudonym
}

/** The act that a member was asked about, locked; undefined where there is none. */
export async function lockActOf(tx: Tx, of: { readonly partner: string; readonly act: string }): Promise<SecondPersonAct | undefined> {
  return lockedOf.first(tx, of)
}

/** Writes down the word of another member's duty officer. */
export async function keepSecond(tx: Tx, act: { readonly id: string; readonly staff: string; readonly at: string }): Promise<void> {
  await seconded.run(tx, act)
}

/** Writes down which referral began with it and until when it holds. */
export async function keepBegun(tx: Tx, act: { readonly id: string; readonly referralId: string; readonly until: string }): Promise<void> {
  await begun.run(tx, act)
}

const whatOf = (id: string): string => `second-person/${id}`
