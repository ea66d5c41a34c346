import type { MeetingAnswer, MeetingArranged } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, desc, eq } from 'drizzle-orm'
import { meetings } from './meeting.tables.ts'
import type { Meeting } from './meeting.ts'

/** The part of a case that a meeting is of: how somebody is reached. */
const PART = 'contact'

const insert = insertion(meetings, ['id', 'caseId', 'meeting', 'arrangedAt', 'part', 'content'], (row) => row.onConflictDoNothing())
const ofCase = statement((given: Given<{ caseId: string }>) =>
  build.select().from(meetings).where(eq(meetings.caseId, given.caseId)).orderBy(desc(meetings.id)),
)
const answered = statement((given: Given<{ caseId: string; meeting: string; answer: MeetingAnswer; at: string }>) =>
  build
    .update(meetings)
    .set({ answer: given.answer, answeredAt: given.at })
    .where(and(eq(meetings.caseId, given.caseId), eq(meetings.meeting, given.meeting)))
    .returning({ id: meetings.id }),
)

/** Keeps what was arranged, sealed. */
export async function insertMeeting(
  tx: Tx,
  keys: CaseKeyStore,
  { id, caseId, at }: { readonly id: string; readonly caseId: string; readonly at: string },
  arranged: MeetingArranged,
): Promise<void> {
  const content = await keys.encryptFor(tx, caseId, PART, whatOf(id), Buffer.from(JSON.stringify(arranged)))
  await insert.run(tx, { id, caseId, meeting: arranged.meeting, arrangedAt: at, part: PART, content })
}

/** All that was arranged in a case, the newest first; that one counts. */
export async function meetingsOf(tx: Tx, caseId: string): Promise<readonly Meeting[]> {
  return ofCase.run(tx, { caseId })
}

/** What was arranged, opened; null when it was erased since. */
export async function arrangedIn(tx: Tx, keys: CaseKeyStore, { id, caseId, part, content }: Meeting): Promise<MeetingArranged | null> {
  const opened = await unlessErased(keys.decryptFor(tx, caseId, part, whatOf(id), content))
  // It was checked against its schema when it was written or received.
  return opened === null ? null : (JSON.parse(opened.toString()) as MeetingArranged)
}

/** Writes down what was answered. Returns the meeting's row id; undefined where there is none of that name. */
export async function keepMeetingAnswer(
  tx: Tx,
  said: { readonly caseId: string; readonly meeting: string; readonly answer: MeetingAnswer; readonly at: string },
): Promise<string | undefined> {
  return (await answered.first(tx, said))?.id
}

const whatOf = (id: string): string => `meeting/${id}`
