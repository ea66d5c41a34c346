import type { Names, SpokenNeed } from '@ihala/contract'
import { insertion, type ServiceContext, staffNames, type Tx } from '@ihala/kit'
import { telephoneRecords } from './telephone-record.tables.ts'

type Row = Readonly<typeof telephoneRecords.$inferSelect>

/** A call as it is kept, its need opened, and who of us wrote it up. */
export interface TelephoneRecord extends Omit<Row, 'need'> {
  readonly need: SpokenNeed | null
  readonly by: Names
}

type Wrapping = Pick<ServiceContext, 'keyring'>

const insert = insertion(telephoneRecords, [
  'id',
  'direction',
  'partner',
  'code',
  'need',
  'answer',
  'rejection',
  'told',
  'byStaff',
  'at',
  'createdAt',
  'caseId',
  'referralId',
])

/** Keeps a call; what was said of the need is wrapped by the keyring, for no case has a key for it yet. */
export async function insertTelephoneRecord(
  tx: Tx,
  { keyring }: Wrapping,
  { need, ...row }: Omit<Row, 'need'> & { readonly need: SpokenNeed | null },
): Promise<void> {
  await insert.run(tx, { ...row, need: need && keyring.wrap(Buffer.from(JSON.stringify(need))) })
}

/** Joins the calls that were taken with this code from this partner to their referral; how many. */
export async function joinRecords(
  tx: Tx,
  referral: { readonly id: string; readonly caseId: string; readonly partner: string },
  code: string,
): Promise<number> {
  const joined = await tx`
    update desk.telephone_record set case_id = ${referral.caseId}, referral_id = ${referral.id}
    where direction = 'taken' and case_id is null and partner = ${referral.partner} and code = ${code}`
  return joined.count
}

/** Keeps the code a referral was sent or came with. */
export async function keepCode(tx: Tx, referralId: string, code: string): Promise<void> {
  await tx`update desk.referral set telephone_code = ${code} where id = ${referralId}`
}

/** The referral a partner sent with this code; the newest, should there be two. */
export async function referralWithCode(
  tx: Tx,
  partner: string,
  code: string,
): Promise<{ readonly id: string; readonly caseId: string; readonly partner: string } | undefined> {
  const [row] = await tx<{ id: string; caseId: string; partner: string }[]>`
    select id, case_id, partner from desk.referral
    where partner = ${partner} and telephone_code = ${code} and side = 'recipient' order by id desc limit 1`
  return row
}

/** The calls about one case, oldest first. */
export async function recordsOfCase(tx: Tx, wrapping: Wrapping, caseId: string): Promise<TelephoneRecord[]> {
  return opened(
    wrapping,
    await tx<Found[]>`
      select record.*, staff.names as staff_names from desk.telephone_record record left join kit.staff on staff.id = record.by_staff
      where record.case_id = ${caseId} order by record.at, record.id`,
  )
}

/** Calls that were taken here: those without their referral first, the newest first. */
export async function recordsTaken(tx: Tx, wrapping: Wrapping, limit: number): Promise<TelephoneRecord[]> {
  return opened(
    wrapping,
    await tx<Found[]>`
      select record.*, staff.names as staff_names from desk.telephone_record record left join kit.staff on staff.id = record.by_staff
      where record.direction = 'taken' order by record.case_id is not null, record.id desc limit ${limit}`,
  )
}

/** Whether a call still waits for its referral. */
export async function isOpen(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx`select from desk.telephone_record where id = ${id} and case_id is null`
  return rows.count === 1
}

type Found = Row & { readonly staffNames: Buffer | null }

function opened({ keyring }: Wrapping, rows: readonly Found[]): TelephoneRecord[] {
  return rows.map(({ staffNames: names, need, ...row }) => ({
    ...row,
    need: need && (JSON.parse(keyring.unwrap(need).toString()) as SpokenNeed),
    by: staffNames(keyring, names).names,
  }))
}
