import { type Category, Refusal } from '@ihala/contract'
import type { CaseKeyStore, Tx } from '@ihala/kit'
import { type KeyPart, keyPartNumbered, partNamed } from '@ihala/policy'

/** Under which key each category of a person's own file is written now. */
export type OwnKeys = (category: Category) => KeyPart

interface Row {
  readonly part: KeyPart
  readonly erased: boolean
  readonly withheld: boolean
}

// For share: whoever takes back waits until what is being written is there, or it is written under the next key.
async function keysOf(tx: Tx, personId: string): Promise<readonly Row[]> {
  return tx<Row[]>`
    select part, wrapped is null as erased, withheld_at is not null as withheld from kit.case_key where case_id = ${personId} for share`
}

/**
 * C7: each category of what is written down here of a person has a key of its own, and the next one after the person took it back: they
 * may tell it again. Makes the keys of these categories, by one statement. Throws Refusal `erased` when the person took back everything.
 */
export async function ownKeys(tx: Tx, keys: CaseKeyStore, personId: string, categories: readonly Category[]): Promise<OwnKeys> {
  const closed = (await keysOf(tx, personId)).filter(({ erased, withheld }) => erased || withheld)
  if (closed.some(({ part }) => part === 'own')) throw new Refusal('erased')
  const now = (category: Category): KeyPart =>
    keyPartNumbered(category, 1 + closed.filter(({ part }) => partNamed(part) === category).length)
  await keys.create(tx, personId, categories.map(now))
  return now
}

/**
 * The names of the keys that go with these parts of a person's own file; with `own` the file is closed.
 * @param which all that were not erased yet, or only what is withheld: what was told since stays
 */
export async function ownKeysOf(tx: Tx, personId: string, parts: readonly string[], which: 'all' | 'withheld'): Promise<KeyPart[]> {
  const names = (await keysOf(tx, personId))
    .filter(({ part, erased, withheld }) => !erased && (withheld || which === 'all') && parts.includes(partNamed(part)))
    .map(({ part }) => part)
  // What was kept before there were parts lies under the key of the whole.
  return [...new Set<KeyPart>([...names, ...(parts.includes('own') ? (['own', ''] as const) : [])])]
}
