import type { Part } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import type { KeyPart } from '@ihala/policy'

/**
 * Takes away what the desk keeps of these parts of a case: sections, files, notes, and the need. That there was a referral, and the
 * codes of what was done, stay.
 * @param keys the names of the keys that go: of notes, those under them
 */
export async function wipeCase(tx: Tx, caseId: string, parts: readonly Part[], keys: readonly KeyPart[]): Promise<void> {
  await tx`delete from desk.section where owner = ${caseId} and category = any(${[...parts]}::text[])`
  // What was kept before there were parts lies under the key of the whole.
  if (parts.includes('words')) await tx`delete from desk.note where case_id = ${caseId} and part = any(${['', ...keys]}::text[])`
  if (parts.includes('documents')) await wipeFiles(tx, caseId, ['', ...keys])
  if (!parts.includes('need')) return
  await tx`delete from desk.open_check where case_id = ${caseId}`
  await tx`update desk.referral set need = '' where case_id = ${caseId}`
  await tx`update desk.telephone_record set need = null where case_id = ${caseId}`
}

/**
 * The same of a person's own file: what was written here; with `own`, what was about to go, and what they decided about
 * bodies that were not asked yet.
 */
export async function wipePerson(tx: Tx, personId: string, parts: readonly Part[], keys: readonly KeyPart[]): Promise<void> {
  // What was written before each category had a key lies under one for all.
  const under = [...keys, 'own', '']
  await tx`
    delete from desk.section
    where owner = ${personId} and category = any(${[...parts]}::text[]) and part = any(${under}::text[])`
  if (parts.includes('documents')) await wipeFiles(tx, personId, under)
  if (!parts.includes('own')) return
  await tx`delete from desk.draft where person_id = ${personId}`
  await tx`update desk.choice set state = case state when 'waiting' then 'dropped' else state end, content = '' where person_id = ${personId}`
}

/** A chunk stays as long as a file of somebody else needs it. */
async function wipeFiles(tx: Tx, owner: string, keys: readonly string[]): Promise<void> {
  await tx`
    with gone as (delete from desk.file where owner = ${owner} and part = any(${[...keys]}::text[]) returning file, from_partner)
    delete from desk.file_chunk c using gone g
    where c.file = g.file and c.from_partner = g.from_partner
      and not exists (select from desk.file f where f.file = c.file and f.from_partner = c.from_partner and f.owner <> ${owner})`
}

/** Referrals of ours under a case's grant: what is taken back of it is taken back of them. */
export async function passedOn(tx: Tx, caseId: string): Promise<readonly string[]> {
  const rows = await tx<{ id: string }[]>`select id from desk.referral where narrows = ${caseId} and side = 'sender' order by id`
  return rows.map(({ id }) => id)
}

/** Whether something of these parts was written down here of a person. */
export async function hasOwn(tx: Tx, personId: string, parts: readonly Part[]): Promise<boolean> {
  const [row] = await tx`select from desk.section where owner = ${personId} and category = any(${[...parts]}::text[]) limit 1`
  return row !== undefined
}

/** Whether somebody is asked something of a referral and has not done it yet. */
export async function isAsked(tx: Tx, referralId: string, code: string): Promise<boolean> {
  const [row] = await tx`select from desk.task where referral_id = ${referralId} and code = ${code} and done_at is null limit 1`
  return row !== undefined
}
