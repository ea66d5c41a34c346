import type { ConflictAnswered, ConflictChecked, ConflictState } from '@ihala/contract'
import type { ServiceContext, Tx } from '@ihala/kit'
import { isComparable, matches, type PartyName } from './conflict.ts'
import { answerTo, anyKnown } from './oblivious.ts'
import { takeBlindings } from './open-check.store.ts'

/** Where a kind finds parties that it compares with: its watch list, whoever stays there. Opened for one comparison only. */
export type PartiesSource = (tx: Tx, service: Pick<ServiceContext, 'keyring' | 'caseKeys'>) => Promise<readonly PartyName[]>

/** Compares a check with all that is known here; one that cannot be compared is answered so. */
export async function compare(
  tx: Tx,
  service: Pick<ServiceContext, 'keyring' | 'caseKeys'>,
  sources: readonly PartiesSource[],
  asked: ConflictChecked,
): Promise<ConflictAnswered> {
  const known = (await Promise.all(sources.map((parties) => parties(tx, service)))).flat().filter(isComparable)
  if (asked.how === 'keyed') return { how: 'told', conflict: matches(asked, known) }
  return (await answerTo(asked, known)) ?? { how: 'not-compared', of: asked.check, reason: 'list-too-long' }
}

/**
 * Answers a check without comparing it. Version 1 has no word for that: there, what nobody compared counts as a conflict, so that
 * nobody goes on as if there were none.
 */
export function decline(asked: ConflictChecked): ConflictAnswered {
  return asked.how === 'keyed' ? { how: 'told', conflict: true } : { how: 'not-compared', of: asked.check, reason: 'declined' }
}

/** What the asker learns of an answer. One to a check that nobody has asked, or whose names are erased, tells nothing. */
export async function foundOut(
  tx: Tx,
  { caseKeys }: Pick<ServiceContext, 'caseKeys'>,
  caseId: string,
  answer: ConflictAnswered,
): Promise<ConflictState> {
  if (answer.how === 'told') return answer.conflict ? 'found' : 'none'
  const kept = await takeBlindings(tx, caseKeys, { caseId, name: answer.of })
  if (kept === null || answer.how === 'not-compared') return 'not-compared'
  return (await anyKnown(kept, answer)) ? 'found' : 'none'
}
