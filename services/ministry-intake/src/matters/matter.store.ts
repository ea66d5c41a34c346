import { type MatterView, type Part, Refusal } from '@ihala/contract'
import { lockReferral, type Referral } from '@ihala/desk'
import {
  build,
  type CaseKeyStore,
  type Given,
  type Inserted,
  insertion,
  type Stamp,
  type Statement,
  statement,
  type Tx,
  unlessErased,
} from '@ihala/kit'
import { desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { matters, screenings } from './matter.tables.ts'
import { type Matter, presentIn, type Screening, victimStatusOf, type WorkerConfirmation } from './matter.ts'
import type { Settlement } from './settlement.ts'

const {
  overdueAt: _o,
  jointSessionAsked: _j,
  confirmation: _c,
  settlement: _s,
  confirmationPart: _cp,
  settlementPart: _sp,
  ...plain
} = getTableColumns(matters)
const NEW = ['id', 'referralId', 'caseId', 'registeredAt', 'conciliationDueAt'] as const
const insert = insertion(matters, NEW)
const referralOf = statement((given: Given<{ id: string }>) =>
  build.select({ referralId: matters.referralId }).from(matters).where(eq(matters.id, given.id)),
)
const locked = statement((given: Given<{ referralId: string }>) =>
  build.select(plain).from(matters).where(eq(matters.referralId, given.referralId)).for('update'),
)
/** What the house itself writes of a case: its law says how long that stays. */
const OWN = 'own'

const screen = insertion(screenings, ['id', 'matterId', 'caseId', 'at', 'staff', 'part', 'content'])
const newest = statement((given: Given<{ matterId: string }>) =>
  build
    .select({ id: screenings.id, part: screenings.part, content: screenings.content })
    .from(screenings)
    .where(eq(screenings.matterId, given.matterId))
    .orderBy(desc(screenings.id))
    .limit(1),
)
const confirmed = statement((given: Given<{ id: string }>) =>
  build
    .select({ confirmation: matters.confirmation, confirmationPart: matters.confirmationPart })
    .from(matters)
    .where(eq(matters.id, given.id)),
)

/** A change of a locked matter, which counts as one. */
const changing = <P extends object>(
  columns: (given: Given<P>) => PgUpdateSetSource<typeof matters>,
): Statement<{ version: number }, P & { id: string }> =>
  statement((given: Given<P & { id: string }>) =>
    build
      .update(matters)
      .set({ ...columns(given as Given<P>), version: sql`${matters.version} + 1` })
      .where(eq(matters.id, given.id))
      .returning({ version: matters.version }),
  )
const screened = changing(() => ({}))
const confirm = changing((given: Given<{ confirmation: Buffer; workerConfirmedOn: string }>) => ({
  confirmation: given.confirmation,
  confirmationPart: OWN,
  workerConfirmedOn: given.workerConfirmedOn,
}))
const notify = changing((given: Given<{ employerNotifiedAt: string }>) => ({ employerNotifiedAt: given.employerNotifiedAt }))
const setSession = changing((given: Given<{ at: string; personAsked: boolean }>) => ({
  jointSessionAt: given.at,
  jointSessionAsked: given.personAsked,
}))
const settle = changing((given: Given<{ settlement: Buffer }>) => ({
  settlement: given.settlement,
  settlementPart: OWN,
  conciliation: 'settled',
}))
const toCommittee = changing((given: Given<{ committeeDueAt: string; overdueAt: string | null }>) => ({
  conciliation: 'referred-to-committee',
  committeeDueAt: given.committeeDueAt,
  overdueAt: given.overdueAt,
}))
const end = changing((given: Given<{ endedAt: string | null }>) => ({ endedAt: given.endedAt }))

/** A matter and the referral it came with, both locked. */
export interface Held {
  readonly matter: Matter
  readonly referral: Referral
}

/** What was said and agreed in a matter, by where it lies. */
interface SealedParts {
  readonly confirmation: WorkerConfirmation
  readonly settlement: Settlement
}

/** Writes down that a complaint is taken on. */
export async function insertMatter(tx: Tx, matter: Inserted<typeof matters, (typeof NEW)[number]>): Promise<void> {
  await insert.run(tx, matter)
}

/** A matter for a change. Its referral is locked first, as events do. Throws Refusal `not-found`. */
export async function lockMatter(tx: Tx, id: string): Promise<Held> {
  const row = await referralOf.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  const referral = await lockReferral(tx, row.referralId)
  const matter = await lockMatterOf(tx, referral.id)
  if (!matter) throw new Refusal('not-found')
  return { matter, referral }
}

/** The matter of a referral that is already locked; undefined when it was taken on for something else. */
export async function lockMatterOf(tx: Tx, referralId: string): Promise<Matter | undefined> {
  return locked.first(tx, { referralId })
}

/** Keeps one screening, sealed under the case's key; earlier ones stay (B6). */
export async function insertScreening(
  tx: Tx,
  keys: CaseKeyStore,
  matter: Matter,
  screening: Screening,
  staff: string,
  { id, now }: Stamp,
): Promise<number> {
  const content = await keys.encryptFor(tx, matter.caseId, OWN, `screening/${id}`, Buffer.from(JSON.stringify(screening)))
  await screen.run(tx, { id, matterId: matter.id, caseId: matter.caseId, at: now, staff, part: OWN, content })
  return nextVersion(await screened.first(tx, { id: matter.id }))
}

/** The screening that counts: the newest. Throws Refusal `erased`: nothing is decided as if there had been none. */
export async function newestScreening(tx: Tx, keys: CaseKeyStore, matter: Pick<Matter, 'id' | 'caseId'>): Promise<Screening | undefined> {
  const row = await newest.first(tx, { matterId: matter.id })
  if (!row) return undefined
  const screening: Screening = JSON.parse(
    (await keys.decryptFor(tx, matter.caseId, row.part, `screening/${row.id}`, row.content)).toString(),
  )
  return screening
}

function sealPart<P extends keyof SealedParts>(
  tx: Tx,
  keys: CaseKeyStore,
  matter: Matter,
  part: P,
  content: SealedParts[P],
): Promise<Buffer> {
  return keys.encryptFor(tx, matter.caseId, OWN, `${part}/${matter.id}`, Buffer.from(JSON.stringify(content)))
}

/** Keeps what the person confirmed; a later word takes the place of the earlier (R-15). */
export async function saveConfirmation(
  tx: Tx,
  keys: CaseKeyStore,
  matter: Matter,
  confirmation: WorkerConfirmation,
  today: string,
): Promise<number> {
  const sealed = await sealPart(tx, keys, matter, 'confirmation', confirmation)
  return nextVersion(await confirm.first(tx, { id: matter.id, confirmation: sealed, workerConfirmedOn: today }))
}

/** What the person confirmed last. Throws Refusal `erased`. */
export async function confirmationOf(tx: Tx, keys: CaseKeyStore, matter: Matter): Promise<WorkerConfirmation | undefined> {
  const row = await confirmed.first(tx, { id: matter.id })
  if (!row?.confirmation) return undefined
  const confirmation: WorkerConfirmation = JSON.parse(
    (await keys.decryptFor(tx, matter.caseId, row.confirmationPart, `confirmation/${matter.id}`, row.confirmation)).toString(),
  )
  return confirmation
}

/** Writes down that the employer was told. */
export async function saveNotification(tx: Tx, matter: Matter, now: string): Promise<number> {
  return nextVersion(await notify.first(tx, { id: matter.id, employerNotifiedAt: now }))
}

/** Sets a joint session; a later one takes the place of the earlier. */
export async function saveJointSession(
  tx: Tx,
  matter: Matter,
  session: { readonly at: string; readonly personAsked: boolean },
): Promise<number> {
  return nextVersion(await setSession.first(tx, { id: matter.id, ...session }))
}

/** Keeps the terms of a settlement, sealed under the case's key. */
export async function saveSettlement(tx: Tx, keys: CaseKeyStore, matter: Matter, settlement: Settlement): Promise<number> {
  const sealed = await sealPart(tx, keys, matter, 'settlement', settlement)
  return nextVersion(await settle.first(tx, { id: matter.id, settlement: sealed }))
}

/** Writes down that a committee has it now, and since when the conciliation clock was known to be broken. */
export async function saveCommitteeReferral(tx: Tx, matter: Matter, committeeDueAt: string, overdueAt: string | null): Promise<void> {
  await toCommittee.run(tx, { id: matter.id, committeeDueAt, overdueAt })
}

/** Writes down that the referral ended (an ISO instant), or is open again (null). */
export async function saveEnd(tx: Tx, matter: Matter, endedAt: string | null): Promise<void> {
  await end.run(tx, { id: matter.id, endedAt })
}

function nextVersion(row: { readonly version: number } | undefined): number {
  if (row === undefined) throw new Error('a locked matter has a row')
  return row.version
}

interface ListedRow extends Matter {
  readonly reference: string
  readonly screeningId: string | null
  readonly part: Part | null
  readonly content: Buffer | null
}

/** Matters as staff see them: that of one referral, or all whose referral has not ended, by deadline. */
export async function matterViews(tx: Tx, keys: CaseKeyStore, referralId: string | undefined, limit: number): Promise<MatterView[]> {
  const rows = await tx<ListedRow[]>`
    select matter.id, matter.referral_id, matter.case_id, referral.reference, matter.registered_at, matter.conciliation, matter.conciliation_due_at,
      matter.committee_due_at, matter.worker_confirmed_on, matter.employer_notified_at, matter.joint_session_at, matter.ended_at, matter.version,
      newest.id as screening_id, newest.part, newest.content
    from matters.matter
    join desk.referral on referral.id = matter.referral_id
    left join lateral (select id, part, content from matters.screening where matter_id = matter.id order by id desc limit 1) as newest on true
    where ${referralId === undefined ? tx`matter.ended_at is null` : tx`matter.referral_id = ${referralId}`}
    order by matter.conciliation_due_at, matter.id limit ${limit}`
  return Promise.all(rows.map((row) => viewOf(tx, keys, row)))
}

async function viewOf(tx: Tx, keys: CaseKeyStore, row: ListedRow): Promise<MatterView> {
  const opened =
    row.screeningId && row.content && row.part !== null
      ? await unlessErased(keys.decryptFor(tx, row.caseId, row.part, `screening/${row.screeningId}`, row.content))
      : null
  const screening: Screening | undefined = opened === null ? undefined : JSON.parse(opened.toString())
  const {
    id,
    referralId,
    reference,
    registeredAt,
    conciliationDueAt,
    conciliation,
    workerConfirmedOn,
    employerNotifiedAt,
    jointSessionAt,
    version,
  } = row
  return {
    id,
    referralId,
    reference,
    registeredAt,
    conciliationDueAt,
    conciliation,
    indicators: presentIn(screening),
    victimStatus: victimStatusOf(screening),
    workerConfirmedOn,
    employerNotifiedAt,
    jointSessionAt,
    version,
  }
}
