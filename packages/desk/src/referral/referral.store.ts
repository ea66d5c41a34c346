import { ENDED_STATES, type NeedSection, type ReferralState, Refusal } from '@ihala/contract'
import {
  build,
  type CaseKeyStore,
  type DeliveryOfCase,
  deliveryQuery,
  type Given,
  type Inserted,
  insertion,
  lockCase,
  noteChange,
  statement,
  type Tx,
} from '@ihala/kit'
import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Standing } from '../reading/reading.ts'
import { referrals } from './referral.tables.ts'
import type { Change, Referral } from './referral.ts'

const NEW = [
  'id',
  'caseId',
  'side',
  'partner',
  'state',
  'urgency',
  'needs',
  'personId',
  'pseudonym',
  'consent',
  'dueAt',
  'receivedAt',
  'narrows',
] as const

/** A new referral, before its first event. */
export type NewReferralRow = Inserted<typeof referrals, (typeof NEW)[number]>

const insert = insertion(referrals, [...NEW, 'eraseAt', 'need', 'needPart'])
const byId = (given: Given<{ id: string }>) => build.select().from(referrals).where(eq(referrals.id, given.id))
const seen = statement(byId)
// Its key stays as it is: whoever only refers to the row (a task) does not wait.
const locked = statement((given: Given<{ id: string }>) => byId(given).for('no key update'))
const byCase = (given: Given<{ caseId: string }>) => build.select().from(referrals).where(eq(referrals.caseId, given.caseId))
const seenByCase = statement(byCase)
const lockedByCase = statement((given: Given<{ caseId: string }>) => byCase(given).for('no key update'))
const link = statement((given: Given<{ id: string; personId: string }>) =>
  build.update(referrals).set({ personId: given.personId }).where(eq(referrals.id, given.id)),
)
// What a line of the work list shows, and no more: need and consent stay where they lie.
const line = {
  id: referrals.id,
  caseId: referrals.caseId,
  reference: referrals.reference,
  side: referrals.side,
  partner: referrals.partner,
  state: referrals.state,
  cancelling: referrals.cancelling,
  urgency: referrals.urgency,
  needs: referrals.needs,
  businessStatus: referrals.businessStatus,
  outcome: referrals.outcome,
  dueAt: referrals.dueAt,
  receivedAt: referrals.receivedAt,
  openedAt: referrals.openedAt,
  decidedAt: referrals.decidedAt,
  version: referrals.version,
}
// What became of our own events of each line's case comes with the line: asked for afterwards it would be a second wait.
const delivery = sql`lateral (${sql.raw(deliveryQuery('"desk"."referral"."case_id"'))}) as delivery`
// Whose it is stands in one look-up beside it (T33).
const lineWithDelivery = {
  ...line,
  assigned: sql<Standing['assigned']>`(
    select case when count(*) = 0 then 'nobody' when bool_or(works.staff_id = kit.member()) then 'me' else 'others' end
    from kit.assignment works where works.case_id in (${referrals.caseId}, ${referrals.personId}::text))`.as('assigned'),
  deliveredAt: sql<string | null>`delivery."deliveredAt"`.as('deliveredAt'),
  waitingSince: sql<string | null>`delivery."waitingSince"`.as('waitingSince'),
  inboxFull: sql<boolean>`delivery."inboxFull"`.as('inboxFull'),
  notWitnessed: sql<boolean>`delivery."notWitnessed"`.as('notWitnessed'),
  expired: sql<boolean>`delivery."expired"`.as('expired'),
}
// Constants, as the two indices have them: what is a parameter they would not be used for.
const ENDED = sql.raw(`'{${ENDED_STATES.join(',')}}'::text[]`)
const live = sql`${referrals.state} <> all (${ENDED})`
const over = sql`${referrals.state} = any (${ENDED})`

interface PageOf {
  readonly side: Referral['side']
  readonly limit: number
}

/** By what a line stands where it does: its clock while it is live, then when it came. */
interface Place {
  readonly at: string
  readonly id: string
}

const lines = (given: Given<PageOf>, which: SQL, after?: SQL) =>
  build
    .select(lineWithDelivery)
    .from(referrals)
    .crossJoin(delivery)
    .where(and(eq(referrals.side, given.side), which, after))
    .orderBy(...(which === live ? [asc(referrals.dueAt), asc(referrals.id)] : [desc(referrals.receivedAt), desc(referrals.id)]))
    .limit(given.limit)
const liveFirst = statement((given: Given<PageOf>) => lines(given, live))
const liveNext = statement((given: Given<PageOf & Place>) =>
  lines(given, live, sql`(${referrals.dueAt}, ${referrals.id}) > (${given.at}::timestamptz, ${given.id}::uuid)`),
)
const overFirst = statement((given: Given<PageOf>) => lines(given, over))
const overNext = statement((given: Given<PageOf & Place>) =>
  lines(given, over, sql`(${referrals.receivedAt}, ${referrals.id}) < (${given.at}::timestamptz, ${given.id}::uuid)`),
)
const ofIds = statement((given: Given<{ ids: string[] }>) =>
  build.select(lineWithDelivery).from(referrals).crossJoin(delivery).where(sql`${referrals.id} = any(${given.ids}::uuid[])`),
)
const cases = statement((given: Given<{ personId: string }>) =>
  build
    .select({ caseId: referrals.caseId })
    .from(referrals)
    .where(and(eq(referrals.personId, given.personId), eq(referrals.side, 'recipient'))),
)
const ofPerson = statement((given: Given<{ personId: string }>) =>
  build.select({ id: referrals.id }).from(referrals).where(eq(referrals.personId, given.personId)),
)

/** Writes a new referral with its need, sealed under the case's key. */
export async function insertReferral(tx: Tx, keys: CaseKeyStore, row: NewReferralRow, need: NeedSection): Promise<void> {
  const sealed = await keys.encryptFor(tx, row.caseId, 'need', 'need', Buffer.from(JSON.stringify(need)))
  noteChange(tx, row.id)
  // What the law makes of it, the clock asks when the consent has ended.
  await insert.run(tx, { ...row, eraseAt: row.consent.until, need: sealed, needPart: 'need' })
}

/** One referral by its row id. Throws Refusal `not-found`: also for what this member may not see. */
export async function referralById(tx: Tx, id: string): Promise<Referral> {
  const row = await seen.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/**
 * One referral by its row id, locked for a change. Its conversation is locked first, as the inbox does: who took them the
 * other way round would wait for it while it waits for them. Throws Refusal `not-found`.
 */
export async function lockReferral(tx: Tx, id: string): Promise<Referral> {
  // Sent together, and done in this order: the row is read when the lock is there.
  const [, row] = await Promise.all([lockCase(tx, tx`(select case_id from desk.referral where id = ${id})`), locked.first(tx, { id })])
  if (!row) throw new Refusal('not-found')
  return row
}

/** One referral by its case; undefined when there is none. */
export async function referralByCase(tx: Tx, caseId: string): Promise<Referral | undefined> {
  return seenByCase.first(tx, { caseId })
}

/** One referral by its case, locked by whoever holds its conversation already (a handler of its events); undefined when there is none. */
export async function lockByCase(tx: Tx, caseId: string): Promise<Referral | undefined> {
  return lockedByCase.first(tx, { caseId })
}

/** Applies what an event of ours changed; returns the new version. */
export async function changeReferral(tx: Tx, id: string, change: Change): Promise<number> {
  const [row] = await tx<{ version: number }[]>`update desk.referral set ${changes(tx, change)} where id = ${id} returning version`
  if (!row) throw new Refusal('not-found')
  noteChange(tx, id)
  return row.version
}

/** Applies what an event of the other side changed, by whoever holds its conversation; the row as it is then, or undefined. */
export async function changeByCase(tx: Tx, caseId: string, change: Change): Promise<Referral | undefined> {
  const [row] = await tx<Referral[]>`update desk.referral set ${changes(tx, change)} where case_id = ${caseId} returning *`
  if (row) noteChange(tx, row.id)
  return row
}

// A conflict that was found stays found: a later check asks with other names.
const changes = (tx: Tx, change: Change) => tx`
      state = ${change.state}, cancelling = ${change.cancelling},
      due_at = coalesce(${change.dueAt ?? null}::timestamptz, due_at),
      opened_at = coalesce(opened_at, ${change.openedAt ?? null}::timestamptz),
      decided_at = coalesce(decided_at, ${change.decidedAt ?? null}::timestamptz),
      business_status = coalesce(${change.businessStatus ?? null}, business_status),
      outcome = coalesce(${change.outcome ?? null}, outcome),
      capacity = coalesce(${change.capacity === undefined ? null : JSON.stringify(change.capacity)}::text::jsonb, capacity),
      conflict = case when conflict = 'found' then conflict else coalesce(${change.conflict ?? null}, conflict) end,
      person_says = case when ${change.personSays === undefined} then person_says else ${change.personSays ?? null} end,
      rejection = coalesce(${change.rejection === undefined ? null : JSON.stringify(change.rejection)}::text::jsonb, rejection),
      changed_by = kit.member(), version = version + 1`

/** Links a referral to the person it disclosed. */
export async function linkPerson(tx: Tx, id: string, personId: string): Promise<void> {
  await link.run(tx, { id, personId })
}

/** After which line a page of the work list goes on. */
export interface Cursor extends Place {
  readonly over: boolean
}

/** Where the work list goes on after a line. */
export function cursorAfter({ state, dueAt, receivedAt, id }: Pick<Referral, 'state' | 'dueAt' | 'receivedAt' | 'id'>): Cursor {
  const ended: readonly ReferralState[] = ENDED_STATES
  const over = ended.includes(state)
  return { over, at: over ? receivedAt : dueAt, id }
}

/** What a line of the work list shows of a referral. */
export type WorkLine = Pick<Referral, keyof typeof line>

/** As it stands on the list: with what became of our events, and whose it is. */
export type ListedLine = WorkLine & DeliveryOfCase & Pick<Standing, 'assigned'>

/** A page of the work list: what was handed back to us, then what is live by deadline, then by age; after it what is over, newest first. */
export async function workList(tx: Tx, side: Referral['side'], after: Cursor | undefined, limit: number): Promise<readonly ListedLine[]> {
  if (after?.over) return overNext.run(tx, { side, limit, ...after })
  const page = after === undefined ? await liveFirst.run(tx, { side, limit }) : await liveNext.run(tx, { side, limit, ...after })
  return page.length === limit ? page : [...page, ...(await overFirst.run(tx, { side, limit: limit - page.length }))]
}

/** Lines of the work list by their row ids, those this member may see. */
export async function linesOfIds(tx: Tx, ids: string[]): Promise<readonly ListedLine[]> {
  return ofIds.run(tx, { ids })
}

/** The need of a referral, opened. Throws Refusal `erased`. */
export async function needOf(
  tx: Tx,
  keys: CaseKeyStore,
  { caseId, need: sealed, needPart }: Pick<Referral, 'caseId' | 'need' | 'needPart'>,
): Promise<NeedSection> {
  if (sealed.length === 0) throw new Refusal('erased')
  const need: NeedSection = JSON.parse((await keys.decryptFor(tx, caseId, needPart, 'need', sealed)).toString())
  return need
}

/** Cases in which something of a person came from partners. */
export async function casesOfPerson(tx: Tx, personId: string): Promise<string[]> {
  const rows = await cases.run(tx, { personId })
  return rows.map((row) => row.caseId)
}

/** Row ids of the referrals of a person, of either side. */
export async function referralsOfPerson(tx: Tx, personId: string): Promise<string[]> {
  const rows = await ofPerson.run(tx, { personId })
  return rows.map((row) => row.id)
}

/** The person an owner of sections and files stands for: a case stands for whom it is about, null before that is known. */
export async function personOfOwner(tx: Tx, owner: string): Promise<string | null> {
  const referral = await referralByCase(tx, owner)
  return referral ? referral.personId : owner
}
