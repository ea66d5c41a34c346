import {
  type AnchorConfiguration,
  type CrossCertificate,
  type MembershipChange,
  type MembershipEntry,
  Refusal,
  type RegistryList,
  type RegistryStatement,
  type TrustMark,
} from '@ihala/contract'
import { changesBy, crossingBy, removedBy, type Tx } from '@ihala/kit'
import { heldCertificate, keepCertificate } from '../crossing/crossing.store.ts'
import { keepConfiguration, keepTrustMark } from '../federation/federation.store.ts'
import { application } from '../joining/joining.store.ts'
import { assertMayBeLive } from '../joining/joining.ts'
import { appendChanges, heldMember, heldMembers, keepList, keepStatement, listIssuedAt, lockRegistry } from './registry.store.ts'
import { assertNotOlder } from './registry.ts'

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
  readonly crossings: readonly Signed<CrossCertificate>[]
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
export async function takeWord(tx: Tx, word: AnchorsWord, now: string): Promise<MembershipEntry[]> {
  await lockRegistry(tx)
  const changes: Changed[] = []
  for (const [index, signed] of word.crossings.entries()) changes.push(...(await takeCrossing(tx, signed, `/crossings/${index}`)))
  for (const [index, signed] of word.statements.entries()) changes.push(...(await takeStatement(tx, signed, `/statements/${index}`)))
  if (word.list !== undefined) changes.push(...(await takeList(tx, word.list, now)))
  for (const { jws, content } of word.marks) await keepTrustMark(tx, content, jws)
  if (word.configuration !== undefined) await keepConfiguration(tx, word.configuration.content, word.configuration.jws)
  return appendChanges(tx, changes, now)
}

/** K6: a name is a member's or another network's anchor's, never both. */
async function takeCrossing(tx: Tx, { jws, content }: Signed<CrossCertificate>, field: string): Promise<Changed[]> {
  const held = await heldCertificate(tx, content.sub)
  if (await heldMember(tx, content.sub)) throw new Refusal('state-forbids', { state: 'member' })
  assertNotOlder(content.iat, held?.content.iat, field)
  await keepCertificate(tx, content, jws)
  return crossingBy(held?.content, content).map((change) => ({ entityId: content.sub, change, jws }))
}

async function takeStatement(tx: Tx, { jws, content }: Signed<RegistryStatement>, field: string): Promise<Changed[]> {
  if (await heldCertificate(tx, content.sub)) throw new Refusal('state-forbids', { state: 'crossing' })
  const held = await heldMember(tx, content.sub)
  const applied = await application(tx, content.sub)
  assertMayBeLive(applied, content.metadata.ihala_member.kind)
  assertNotOlder(content.iat, held?.content.iat, field)
  // Who was removed is suspended for whoever still hears of it: that makes nobody a member again.
  if (held !== undefined && held.removedAt !== null && content.metadata.ihala_member.status === 'suspended') return []
  await keepStatement(tx, content, jws)
  const changes = changesBy(held?.removedAt === null ? held.content : undefined, content).map((change) => ({
    entityId: content.sub,
    change,
    jws,
  }))
  // K1: what it showed before it was admitted stands in the log before that, for everybody to see.
  const first = held === undefined && changes.length > 0 && applied?.protocol != null
  return first ? [{ entityId: content.sub, change: 'tested', jws: applied.protocol }, ...changes] : changes
}

async function takeList(tx: Tx, { jws, content }: Signed<RegistryList>, now: string): Promise<Changed[]> {
  assertNotOlder(content.iat, await listIssuedAt(tx), '/list')
  const members = (await heldMembers(tx)).filter(({ removedAt }) => removedAt === null).map(({ entityId }) => entityId)
  const removed = removedBy(content, members)
  await keepList(tx, { jws, iat: content.iat }, removed, now)
  return removed.map((entityId) => ({ entityId, change: 'removed', jws }))
}
