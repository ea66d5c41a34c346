import type { MemberKey } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import { mayChangeKeyring } from '../key-care.ts'
import { rotateKeyring } from '../keyring-rotation.ts'
import type { ServiceContext } from '../service-context.ts'

type Own = Pick<ServiceContext, 'keyring' | 'registry' | 'organisation'>

/**
 * The key that people nobody knows seal to now (ADR 0013): the newest of use `portal` that the trust anchor names as ours, whose day has
 * come, and that we can open. Undefined while there is none. @param now seconds since 1970
 */
export function portalKeyNow({ keyring, registry, organisation }: Own, now: number): MemberKey | undefined {
  const own = new Set(keyring.portal.encryption.map(({ kid }) => kid))
  const keys = registry.find(organisation.entityId)?.jwks.keys ?? []
  return keys
    .filter(({ use, kid, nbf, exp, revokedAt }) => use === 'portal' && own.has(kid) && revokedAt === undefined && nbf <= now && now < exp)
    .reduce<MemberKey | undefined>((best, key) => (best === undefined || key.nbf > best.nbf ? key : best), undefined)
}

/** The newest word of the trust anchor about this organisation, as it was signed; undefined before one was heard. */
export async function ownStatement(tx: Tx, entityId: string): Promise<string | undefined> {
  const [row] = await tx<{ jws: string }[]>`select jws from exchange.registry_statement where subject = ${entityId}`
  return row?.jws
}

/** The word of the trust anchor with which an own key was first heard of: it vouches for what the key signed, long after. */
export async function wordForKey(tx: Tx, entityId: string, kid: string): Promise<string | undefined> {
  const [row] = await tx<
    { vouched: string | null }[]
  >`select vouched from exchange.member_key where entity_id = ${entityId} and kid = ${kid}`
  return row?.vouched ?? undefined
}

/**
 * Destroys the private halves of portal keys whose time of sealing is over and that nothing is sealed to any more; a keyring that cannot be
 * written here keeps them to their last day. @param sealedTo keys that something is still sealed to
 */
export async function retirePortalKeys(
  tx: Tx,
  { keyring, config, stamp }: Pick<ServiceContext, 'keyring' | 'config' | 'stamp'>,
  sealedTo: readonly string[],
): Promise<void> {
  const now = new Date(stamp().now)
  const spent = keyring
    .publicKeys()
    .filter(({ use, kid, exp }) => use === 'portal' && exp <= now.getTime() / 1000 && !sealedTo.includes(kid))
    .map(({ kid }) => kid)
  if (spent.length === 0 || !(await mayChangeKeyring(tx))) return
  try {
    rotateKeyring({ dir: config.keyDir, kekFile: config.kekFile }, now, { spent })
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? fault.code : undefined
    if (code !== 'EROFS' && code !== 'EACCES' && code !== 'EPERM') throw fault
  }
}
