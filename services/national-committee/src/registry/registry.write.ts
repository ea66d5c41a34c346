import type { AnchorConfiguration, RegistryList, RegistryStatement, TrustMark } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import { keepConfiguration, keepTrustMark } from '../federation/federation.store.ts'
import { application } from '../joining/joining.store.ts'
import { assertMayBeLive } from '../joining/joining.ts'
import { appendChanges, heldMember, heldMembers, keepList, keepStatement, listIssuedAt, lockRegistry } from './registry.store.ts'
import { assertNotOlder, changesBy, type LogEntry, type MembershipChange, removedBy } from './registry.ts'

/** Something the anchor signed, verified, with the bytes it signed. */
export interface Signed<T> {
  readonly jws: string
  readonly content: T
}

/** What the anchor says in one go. */
export interface AnchorsWord {
  readonly statements: readonly Signed<RegistryStatement>[]
  readonly list: Signed<RegistryList> | undefined
  readonly marks: readonly Signed<TrustMark>[]
  readonly configuration: Signed<AnchorConfiguration> | undefined
}

interface Changed {
  readonly entityId: string
  readonly change: MembershipChange
  readonly jws: string
}

/**
 * K2, K8: keeps the anchor's word and writes into the membership log what it changed. The same word again changes nothing.
 * Throws Refusal `statement-invalid` when something newer is held; then nothing of the request is kept.
 */
export async function takeWord(tx: Tx, word: AnchorsWord, now: string): Promise<LogEntry[]> {
  await lockRegistry(tx)
  const changes: Changed[] = []
  for (const [index, signed] of word.statements.entries()) changes.push(...(await takeStatement(tx, signed, `/statements/${index}`)))
  if (word.list !== undefined) changes.push(...(await takeList(tx, word.list, now)))
  for (const { jws, content } of word.marks) await keepTrustMark(tx, content, jws)
  if (word.configuration !== undefined) await keepConfiguration(tx, word.configuration.content, word.configuration.jws)
  return appendChanges(tx, changes, now)
}

async function takeStatement(tx: Tx, { jws, content }: Signed<RegistryStatement>, field: string): Promise<Changed[]> {
  const held = await heldMember(tx, content.sub)
  assertMayBeLive(await application(tx, content.sub))
  assertNotOlder(content.iat, held?.content.iat, field)
  await keepStatement(tx, content, jws)
  return changesBy(held?.removedAt === null ? held.content : undefined, content).map((change) => ({ entityId: content.sub, change, jws }))
}

async function takeList(tx: Tx, { jws, content }: Signed<RegistryList>, now: string): Promise<Changed[]> {
  assertNotOlder(content.iat, await listIssuedAt(tx), '/list')
  const members = (await heldMembers(tx)).filter(({ removedAt }) => removedAt === null).map(({ entityId }) => entityId)
  const removed = removedBy(content, members)
  await keepList(tx, { jws, iat: content.iat }, removed, now)
  return removed.map((entityId) => ({ entityId, change: 'removed', jws }))
}
