import { type MatterView, Refusal } from '@ihala/contract'
import { lockReferral, type Referral } from '@ihala/desk'
import type { CaseKeyStore, Stamp, Tx } from '@ihala/kit'
import { type Matter, presentIn, type Screening, victimStatusOf, type WorkerConfirmation } from './matter.ts'
import type { Settlement } from './settlement.ts'

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
export async function insertMatter(
  tx: Tx,
  matter: Pick<Matter, 'id' | 'referralId' | 'caseId' | 'registeredAt' | 'conciliationDueAt'>,
): Promise<void> {
  await tx`
    insert into matters.matter (id, referral_id, case_id, registered_at, conciliation_due_at)
    values (${matter.id}, ${matter.referralId}, ${matter.caseId}, ${matter.registeredAt}, ${matter.conciliationDueAt})`
}

/** A matter for a change. Its referral is locked first, as events do. Throws Refusal `not-found`. */
export async function lockMatter(tx: Tx, id: string): Promise<Held> {
  const [row] = await tx<{ referralId: string }[]>`select referral_id from matters.matter where id = ${id}`
  if (!row) throw new Refusal('not-found')
  const referral = await lockReferral(tx, row.referralId)
  const matter = await lockMatterOf(tx, referral.id)
  if (!matter) throw new Refusal('not-found')
  return { matter, referral }
}

/** The matter of a referral that is already locked; undefined when it was taken on for something else. */
export async function lockMatterOf(tx: Tx, referralId: string): Promise<Matter | undefined> {
  const [row] = await tx<Matter[]>`
    select id, referral_id, case_id, registered_at, conciliation, conciliation_due_at, committee_due_at, worker_confirmed_on,
      employer_notified_at, joint_session_at, ended_at, version
    from matters.matter where referral_id = ${referralId} for update`
  return row
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
  const content = await keys.encryptFor(tx, matter.caseId, `screening/${id}`, Buffer.from(JSON.stringify(screening)))
  await tx`insert into matters.screening (id, matter_id, case_id, at, staff, content) values (${id}, ${matter.id}, ${matter.caseId}, ${now}, ${staff}, ${content})`
  return nextVersion(await tx`update matters.matter set version = version + 1 where id = ${matter.id} returning version`)
}

/** The screening that counts: the newest. */
export async function newestScreening(tx: Tx, keys: CaseKeyStore, matter: Pick<Matter, 'id' | 'caseId'>): Promise<Screening | undefined> {
  const [row] = await tx<
    { id: string; content: Buffer }[]
  >`select id, content from matters.screening where matter_id = ${matter.id} order by id desc limit 1`
  if (!row) return undefined
  const screening: Screening = JSON.parse((await keys.decryptFor(tx, matter.caseId, `screening/${row.id}`, row.content)).toString())
  return screening
}

function sealPart<P extends keyof SealedParts>(
  tx: Tx,
  keys: CaseKeyStore,
  matter: Matter,
  part: P,
  content: SealedParts[P],
): Promise<Buffer> {
  return keys.encryptFor(tx, matter.caseId, `${part}/${matter.id}`, Buffer.from(JSON.stringify(content)))
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
  return nextVersion(
    await tx`update matters.matter set confirmation = ${sealed}, worker_confirmed_on = ${today}, version = version + 1 where id = ${matter.id} returning version`,
  )
}

/** What the person confirmed last. */
export async function confirmationOf(tx: Tx, keys: CaseKeyStore, matter: Matter): Promise<WorkerConfirmation | undefined> {
  const [row] = await tx<{ confirmation: Buffer | null }[]>`select confirmation from matters.matter where id = ${matter.id}`
  if (!row?.confirmation) return undefined
  const confirmation: WorkerConfirmation = JSON.parse(
    (await keys.decryptFor(tx, matter.caseId, `confirmation/${matter.id}`, row.confirmation)).toString(),
  )
  return confirmation
}

/** Writes down that the employer was told. */
export async function saveNotification(tx: Tx, matter: Matter, now: string): Promise<number> {
  return nextVersion(
    await tx`update matters.matter set employer_notified_at = ${now}, version = version + 1 where id = ${matter.id} returning version`,
  )
}

/** Sets a joint session; a later one takes the place of the earlier. */
export async function saveJointSession(
  tx: Tx,
  matter: Matter,
  session: { readonly at: string; readonly personAsked: boolean },
): Promise<number> {
  return nextVersion(
    await tx`update matters.matter set joint_session_at = ${session.at}, joint_session_asked = ${session.personAsked}, version = version + 1 where id = ${matter.id} returning version`,
  )
}

/** Keeps the terms of a settlement, sealed under the case's key. */
export async function saveSettlement(tx: Tx, keys: CaseKeyStore, matter: Matter, settlement: Settlement): Promise<number> {
  const sealed = await sealPart(tx, keys, matter, 'settlement', settlement)
  return nextVersion(
    await tx`update matters.matter set settlement = ${sealed}, conciliation = 'settled', version = version + 1 where id = ${matter.id} returning version`,
  )
}

/** Writes down that a committee has it now, and since when the conciliation clock was known to be broken. */
export async function saveCommitteeReferral(tx: Tx, matter: Matter, committeeDueAt: string, overdueAt: string | null): Promise<void> {
  await tx`
    update matters.matter set conciliation = 'referred-to-committee', committee_due_at = ${committeeDueAt}, overdue_at = ${overdueAt}, version = version + 1
    where id = ${matter.id}`
}

/** Writes down that the referral ended (an ISO instant), or is open again (null). */
export async function saveEnd(tx: Tx, matter: Matter, endedAt: string | null): Promise<void> {
  await tx`update matters.matter set ended_at = ${endedAt}, version = version + 1 where id = ${matter.id}`
}

function nextVersion(rows: readonly { readonly version?: number }[]): number {
  const version = rows[0]?.version
  if (version === undefined) throw new Error('a locked matter has a row')
  return version
}

interface ListedRow extends Matter {
  readonly reference: string
  readonly screeningId: string | null
  readonly content: Buffer | null
}

/** Matters as staff see them: that of one referral, or all whose referral has not ended, by deadline. */
export async function matterViews(tx: Tx, keys: CaseKeyStore, referralId: string | undefined, limit: number): Promise<MatterView[]> {
  const rows = await tx<ListedRow[]>`
    select matter.id, matter.referral_id, matter.case_id, referral.reference, matter.registered_at, matter.conciliation, matter.conciliation_due_at,
      matter.committee_due_at, matter.worker_confirmed_on, matter.employer_notified_at, matter.joint_session_at, matter.ended_at, matter.version,
      newest.id as screening_id, newest.content
    from matters.matter
    join desk.referral on referral.id = matter.referral_id
    left join lateral (select id, content from matters.screening where matter_id = matter.id order by id desc limit 1) as newest on true
    where ${referralId === undefined ? tx`matter.ended_at is null` : tx`matter.referral_id = ${referralId}`}
    order by matter.conciliation_due_at, matter.id limit ${limit}`
  return Promise.all(rows.map((row) => viewOf(tx, keys, row)))
}

async function viewOf(tx: Tx, keys: CaseKeyStore, row: ListedRow): Promise<MatterView> {
  const opened =
    row.screeningId && row.content ? await keys.decryptFor(tx, row.caseId, `screening/${row.screeningId}`, row.content) : undefined
  const screening: Screening | undefined = opened && JSON.parse(opened.toString())
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
