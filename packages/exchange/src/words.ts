import { type Event, type Part, Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { type KeyPart, keyPartNumbered, keyPartsOf, partOf } from '@ihala/policy'
import type { Conversation } from './store/conversation.ts'
import type { Store } from './store/store.ts'

/** What finding the key of words needs. */
export interface WordsPorts<T> {
  readonly store: Pick<Store<T>, 'grantHeld'>
}

/**
 * T42: under which key of its case an event lies that is written now, or comes having seen all that was taken back. The conversation is
 * locked by the caller, as it is by whoever takes back: a process that still knows an erased key writes under the next one like any other.
 * Whether anything may be said at all the grant says.
 */
export async function keyPartNow<T>(
  { store }: WordsPorts<T>,
  tx: T,
  { caseId, requestGrant }: Pick<Conversation, 'caseId' | 'requestGrant'>,
  event: Event,
): Promise<KeyPart> {
  const part = partOf(event)
  if (part !== 'words' || requestGrant === null) return part
  // A grant that comes with this very transaction was never taken back.
  const held = await store.grantHeld(tx, caseId, requestGrant)
  return keyPartNumbered('words', held?.words ?? 1)
}

interface WordsOfCase {
  readonly words: number
  readonly whole: boolean
}

/** Undefined of a case whose grant was lost with the machine, or never there: its words have one key. */
async function wordsHeld(tx: Tx, caseId: string): Promise<WordsOfCase | undefined> {
  const [row] = await tx<WordsOfCase[]>`
    select g.words, g.withdrawn_at is not null as whole
    from exchange.conversation c join exchange.grant_held g on g.case_id = c.case_id and g.hash = c.request_grant where c.case_id = ${caseId}`
  return row
}

/** The same for a desk that keeps a note beside its event: of a case that the transaction has locked. Throws Refusal `grant-missing`. */
export async function wordsNow(tx: Tx, caseId: string): Promise<KeyPart> {
  const held = await wordsHeld(tx, caseId)
  if (held?.whole === true) throw new Refusal('grant-missing')
  return keyPartNumbered('words', held?.words ?? 1)
}

/**
 * The names of the keys that go with these parts of a case.
 * @param last whether the words go that are written now too: they are over, or the word that takes them back is not counted yet.
 *   Without it those go that were written before the person last took something back.
 */
export async function keysToErase(tx: Tx, caseId: string, parts: readonly Part[], last: boolean): Promise<KeyPart[]> {
  const held = await wordsHeld(tx, caseId)
  return keyPartsOf(parts, held === undefined ? 1 : last ? held.words : held.words - 1)
}
