import type { RegistryCache } from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import type { Keyring } from '@ihala/seal'
import { type KeyringPlace, KeyringProblem, type KeyStanding } from './keyring-file.ts'
import { rotateKeyring } from './keyring-rotation.ts'

/** What looking after the own keys needs. */
export interface KeyCarePorts {
  readonly self: string
  readonly place: Pick<KeyringPlace, 'dir' | 'kekFile'>
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap'>
  readonly registry: Pick<RegistryCache, 'keysEver'>
  readonly clock: () => Date
  readonly asSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly notice: (what: string) => void
  /** Whether reports are sealed to a key of its own (ADR 0013). */
  readonly portal?: boolean
}

/** Key of the advisory lock: one replica at a time looks after the keys. */
const LOCK = 0x1ea5_eb

/** Whether this transaction may change the keyring: nobody else does until it ends. */
export async function mayChangeKeyring(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as taken`
  return row?.taken === true
}
/** Case keys wrapped again in one transaction. */
const AT_ONCE = 500
/** Version and mark of the wrapping key, before what it wrapped. */
const PREFIX = 5

/** What others take of an own key, by the registry's last word. */
export function standingOf(registry: Pick<RegistryCache, 'keysEver'>, self: string, now: number): (kid: string) => KeyStanding {
  return (kid) => {
    const seen = registry.keysEver(self).find(({ key }) => key.kid === kid)
    if (seen?.key.revokedAt !== undefined) return 'revoked'
    return seen !== undefined && seen.activeFrom <= now ? 'counts' : 'resting'
  }
}

/**
 * K3: one round of looking after the own keys, hourly: successors are made in time, private halves whose time is over destroyed, those
 * the registry says were revoked at once. After such a one the keys of all cases are wrapped again (c23). The anchor's next statement
 * publishes what was made; until it counts, the one before signs.
 */
export function keyCare(ports: KeyCarePorts): () => Promise<void> {
  const { self, registry, asSystem, notice } = ports
  let wrapped = false
  return async () => {
    const revoked = registry.keysEver(self).flatMap(({ key }) => (key.revokedAt === undefined ? [] : [key.kid]))
    await asSystem(async (tx) => {
      if (!(await mayChangeKeyring(tx))) return
      const { made, destroyed } = rotated(ports, revoked)
      for (const { kid, use, nbf } of made)
        notice(
          `made a new key (${use}, ${kid}) for use from ${new Date(nbf * 1000).toISOString()}: the trust anchor is to publish it before`,
        )
      for (const kid of destroyed) notice(`destroyed the private half of ${kid}`)
      if (destroyed.some((kid) => revoked.includes(kid))) wrapped = false
    })
    // Also after a start: the last process may have ended in the middle of it.
    while (!wrapped) wrapped = (await asSystem((tx) => wrapAgain(tx, ports.keyring))) < AT_ONCE
  }
}

/** A keyring that cannot be written here (a secret that is mounted to be read) is the admin's to rotate. */
function rotated({ place, clock, notice, portal = false }: KeyCarePorts, revoked: readonly string[]) {
  try {
    return rotateKeyring(place, clock(), { revoked }, portal)
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? fault.code : undefined
    if (!(fault instanceof KeyringProblem) && code !== 'EROFS' && code !== 'EACCES' && code !== 'EPERM') throw fault
    notice('a key ends soon or was revoked, and the keyring cannot be changed from here: run `ihala members rotate`')
    return { made: [], destroyed: [] }
  }
}

/** Wraps keys of cases again that are not under the newest wrapping key. Returns how many. */
export async function wrapAgain(tx: Tx, { wrap, unwrap }: Pick<Keyring, 'wrap' | 'unwrap'>): Promise<number> {
  const newest = wrap(Buffer.alloc(1)).subarray(0, PREFIX)
  const rows = await tx<{ caseId: string; part: string; wrapped: Buffer }[]>`
    select case_id as "caseId", part, wrapped from kit.case_key
    where wrapped is not null and substring(wrapped from 1 for ${PREFIX}) <> ${newest} limit ${AT_ONCE} for update`
  for (const { caseId, part, wrapped } of rows)
    await tx`update kit.case_key set wrapped = ${wrap(unwrap(wrapped))} where case_id = ${caseId} and part = ${part}`
  return rows.length
}
