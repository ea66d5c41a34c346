import { GOVERNMENT_KINDS } from '@ihala/contract'
import { type Candidate, type NoteKey, type NoteSigner, nameOf, signerOf } from '@ihala/ledger'
import { versionFor } from '@ihala/policy'
import type { Keyring } from '@ihala/seal'
import type { ComposePorts } from '../compose-ports.ts'
import type { RegistryCache } from '../registry-cache.ts'

/** Who this organisation is, and who the others are. */
interface AmongOthers {
  readonly registry: RegistryCache
  readonly self: { readonly entityId: string }
}

/** The same, with its own keys. */
export interface OwnKeys extends AmongOthers {
  readonly keyring: Pick<Keyring, 'signing'>
}

const bytesOf = (x: string): Buffer => Buffer.from(x, 'base64url')

/**
 * Public keys that sign for a member: heads of its log, and its countersignatures. One that was revoked signs nothing from then on,
 * whatever date is on it; what was taken while it counted stays as it was taken (T25).
 */
export function logKeysOf(registry: RegistryCache, member: string): readonly Buffer[] {
  const published = registry.lastKnown(signerOf(member))?.jwks.keys ?? []
  return published.filter(({ use, revokedAt }) => use === 'sig' && revokedAt === undefined).map(({ x }) => bytesOf(x))
}

/** Own keys, also the one that signs now when the registry does not say it yet. */
export function ownLogKeys({ registry, self, keyring }: OwnKeys): readonly Buffer[] {
  return [bytesOf(keyring.signing.jwk.x), ...logKeysOf(registry, self.entityId)]
}

/**
 * All keys that ever signed for this organisation, also those that ended or were stolen: a head that a witness holds since before is
 * one of ours. Nobody takes a new one under them any more (K3, T25).
 */
export function ownLogKeysEver(ports: OwnKeys): readonly Buffer[] {
  const ever = ports.registry.keysEver(ports.self.entityId).filter(({ key }) => key.use === 'sig')
  return [...ownLogKeys(ports), ...ever.map(({ key }) => bytesOf(key.x))]
}

/** What a member countersigns with. */
export function witnessKeysOf(registry: RegistryCache, member: string): readonly NoteKey[] {
  return logKeysOf(registry, member).map((publicKey) => ({ name: nameOf(member), publicKey }))
}

/** Signs for this organisation, under its own name. */
export function logSigner<T>({ self, keyring }: Pick<ComposePorts<T>, 'self' | 'keyring'>): NoteSigner {
  return { name: nameOf(self.entityId), publicKey: bytesOf(keyring.signing.jwk.x), sign: keyring.sign }
}

/**
 * All live members other than this one that read heads of logs and answer. None of another network: how many those are, and who, its
 * anchor says alone (K6).
 */
export function candidates({ registry, self }: AmongOthers): readonly Candidate[] {
  const anchor = registry.lastKnown(self.entityId)?.iss
  const ours = registry.members().filter(({ statement }) => anchor === undefined || statement.iss === anchor)
  return ours.flatMap(({ entityId, statement }) => {
    const { status, kind, sends, accepts } = statement.metadata.ihala_member
    const answers = status === 'live' && sends.includes('cosignature') && versionFor('checkpoint', accepts) !== undefined
    return answers && entityId !== self.entityId ? [{ member: entityId, government: GOVERNMENT_KINDS.includes(kind) }] : []
  })
}

/** Whether this organisation may send heads of its log, by the registry's word. */
export function mayState({ registry, self }: AmongOthers): boolean {
  const own = registry.lastKnown(self.entityId)?.metadata.ihala_member
  return own?.status === 'live' && own.sends.includes('checkpoint')
}
