import type { ReadingReason } from '@ihala/contract'
import type { Tx } from '@ihala/kit'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const before = (now: string, ms: number): string => new Date(Date.parse(now) - ms).toISOString()

/** How often a member said a reason within a day. */
export async function reasonsToday(tx: Tx, staffId: string, now: string): Promise<number> {
  const [row] = await tx<{ said: number }[]>`
    select count(*)::int as said from kit.reading_reason
    where staff_id = ${staffId} and at > ${before(now, DAY_MS)} and reason <> 'offered'`
  return row?.said ?? 0
}

/** Keeps why a member looks at a case, or at the file of a person, and until when. */
export async function insertReason(
  tx: Tx,
  said: {
    readonly id: string
    readonly staffId: string
    readonly caseId: string
    readonly reason: ReadingReason
    readonly at: string
    readonly until: string
  },
): Promise<void> {
  const { id, staffId, caseId, reason, at, until } = said
  await tx`
    insert into kit.reading_reason (id, staff_id, case_id, reason, at, until)
    values (${id}, ${staffId}, ${caseId}, ${reason}, ${at}, ${until})`
}

/** What was open to a member for a reason is open no more. */
export async function endReasons(
  tx: Tx,
  { staffId, caseId, now }: { readonly staffId: string; readonly caseId: string; readonly now: string },
): Promise<void> {
  await tx`update kit.reading_reason set until = ${now} where staff_id = ${staffId} and case_id = ${caseId} and until > ${now}`
}

/** Looks that were refused a member, by pseudonym, within an hour. */
export async function refusedLately(tx: Tx, staff: string, now: string): Promise<number> {
  const [row] = await tx<{ refused: number }[]>`
    select count(*)::int as refused from kit.access where staff = ${staff} and action = 'refused-read' and at > ${before(now, HOUR_MS)}`
  return row?.refused ?? 0
}
