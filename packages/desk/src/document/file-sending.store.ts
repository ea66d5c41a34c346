import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, eq, lt, sql } from 'drizzle-orm'
import { fileSendings } from './document.tables.ts'

/** How far a file has gone to the partner of a case. */
export type FileSending = Readonly<typeof fileSendings.$inferSelect>

type Key = Pick<FileSending, 'caseId' | 'file'>

const is = ({ caseId, file }: Given<Key>) => and(eq(fileSendings.caseId, caseId), eq(fileSendings.file, file))
const begin = insertion(fileSendings, ['caseId', 'file', 'fromPartner', 'of'], (row) => row.onConflictDoNothing())
const locked = statement((given: Given<Key>) => build.select().from(fileSendings).where(is(given)).for('update'))
const move = statement((given: Given<Key & { nextPosition: number }>) =>
  build.update(fileSendings).set({ nextPosition: given.nextPosition }).where(is(given)),
)
const look = statement((given: Given<Key>) =>
  build
    .update(fileSendings)
    .set({ looked: sql`${fileSendings.looked} + 1` })
    .where(is(given)),
)
const end = statement((given: Given<Key>) => build.delete(fileSendings).where(is(given)))
const unfinished = statement((given: Given<{ caseId: string }>) =>
  build
    .select({ file: fileSendings.file })
    .from(fileSendings)
    .where(and(eq(fileSendings.caseId, given.caseId), lt(fileSendings.nextPosition, fileSendings.of))),
)

/** Writes down that a file is to go; one that goes already goes on where it is. */
export async function beginSending(tx: Tx, sending: Pick<FileSending, 'caseId' | 'file' | 'fromPartner' | 'of'>): Promise<void> {
  await begin.run(tx, sending)
}

/** How far it has gone, locked: one transaction at a time sends of it. Undefined when it goes no more. */
export async function lockSending(tx: Tx, key: Key): Promise<FileSending | undefined> {
  return locked.first(tx, key)
}

/** Writes down the position of the next chunk to go. */
export async function moveSending(tx: Tx, key: Key, nextPosition: number): Promise<void> {
  await move.run(tx, { caseId: key.caseId, file: key.file, nextPosition })
}

/** Counts a look for the receipt that was in vain. */
export async function countLook(tx: Tx, key: Key): Promise<void> {
  await look.run(tx, { caseId: key.caseId, file: key.file })
}

/** The file goes no further. */
export async function endSending(tx: Tx, key: Key): Promise<void> {
  await end.run(tx, { caseId: key.caseId, file: key.file })
}

/** Files of a case that have not gone whole. */
export async function unfinishedSendings(tx: Tx, caseId: string): Promise<string[]> {
  return (await unfinished.run(tx, { caseId })).map(({ file }) => file)
}

/** How a file went to a partner, or goes: one line for each case it went with. */
export async function sendingsOf(tx: Tx, partner: string, file: string): Promise<Pick<FileSending, 'caseId' | 'fromPartner'>[]> {
  return tx<Pick<FileSending, 'caseId' | 'fromPartner'>[]>`
    select s.case_id as "caseId", s.from_partner as "fromPartner" from desk.file_sending s join desk.referral r on r.case_id = s.case_id
    where s.file = ${file} and r.partner = ${partner} order by r.id`
}
