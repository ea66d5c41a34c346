import type { NewReferral, WaitingConsent } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { asc, eq } from 'drizzle-orm'
import { waitingConsents } from '../person/standing.tables.ts'

const insert = insertion(waitingConsents, ['id', 'personId', 'sendAt', 'byStaff', 'content'])
const locked = statement((given: Given<{ id: string }>) =>
  build.select().from(waitingConsents).where(eq(waitingConsents.id, given.id)).for('update'),
)
const lines = () =>
  build.select({ id: waitingConsents.id, personId: waitingConsents.personId, sendAt: waitingConsents.sendAt }).from(waitingConsents)
const soonest = [asc(waitingConsents.sendAt), asc(waitingConsents.id)]
const all = statement((given: Given<{ limit: number }>) =>
  lines()
    .orderBy(...soonest)
    .limit(given.limit),
)
const ofPerson = statement((given: Given<{ limit: number; personId: string }>) =>
  lines()
    .where(eq(waitingConsents.personId, given.personId))
    .orderBy(...soonest)
    .limit(given.limit),
)
const remove = statement((given: Given<{ id: string }>) => build.delete(waitingConsents).where(eq(waitingConsents.id, given.id)))

const placeOf = (id: string): string => `waiting-consent/${id}`

/** Something that waits, opened. */
export interface Waiting {
  readonly personId: string
  readonly sendAt: string
  readonly byStaff: string
  /** Null when the person's file was erased meanwhile. */
  readonly given: NewReferral | null
}

/** Keeps what waits, sealed under the person's key. */
export async function insertWaiting(
  tx: Tx,
  keys: CaseKeyStore,
  { given, ...row }: { readonly id: string; readonly sendAt: string; readonly byStaff: string; readonly given: NewReferral },
): Promise<void> {
  const { personId } = given
  const content = await keys.encryptFor(tx, personId, 'own', placeOf(row.id), Buffer.from(JSON.stringify(given)))
  await insert.run(tx, { ...row, personId, content })
}

/** What waits, locked; undefined once it was sent or the person changed their mind. */
export async function lockWaiting(tx: Tx, keys: CaseKeyStore, id: string): Promise<Waiting | undefined> {
  const row = await locked.first(tx, { id })
  if (!row) return undefined
  const opened = await unlessErased(keys.decryptFor(tx, row.personId, 'own', placeOf(id), row.content))
  const { personId, sendAt, byStaff } = row
  return { personId, sendAt, byStaff, given: opened === null ? null : (JSON.parse(opened.toString()) as NewReferral) }
}

/** What waits, soonest first: of everybody, or of one person. */
export async function waiting(tx: Tx, limit: number, personId?: string): Promise<WaitingConsent[]> {
  return [...(await (personId === undefined ? all.run(tx, { limit }) : ofPerson.run(tx, { limit, personId })))]
}

/** Takes it away: nothing of it is left. */
export async function removeWaiting(tx: Tx, id: string): Promise<void> {
  await remove.run(tx, { id })
}
