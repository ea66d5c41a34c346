import type { KeptEntry, NewKey } from '@ihala/exchange'
import type { FileKeyring } from './keyring-file.ts'

/** Who we are, and which keys we made. */
interface Own {
  readonly entityId: string
  readonly keyring: FileKeyring
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()

function isForeign(entityId: string, kid: string, own: Own): boolean {
  return entityId === own.entityId && !own.keyring.publicKeys().some((key) => key.kid === kid)
}

/** T26: a new key is told to every admin a day before it counts; one in our own name that we did not make is an attack. */
export function toldOfKey({ entityId, kid, activeFrom }: NewKey, own: Own): string {
  const from = instant(activeFrom)
  if (isForeign(entityId, kid, own))
    return `ALARM: the registry has a key in our name that we did not make (${kid}); it counts from ${from}`
  return `the registry has a new key of ${entityId} (${kid}); it counts from ${from}`
}

/** T26, K8: an entry of the membership log, in one line. */
export function toldOfChange({ position, entityId, change, keys }: KeptEntry, own: Own): string {
  const named = keys.map(({ kid, from }) => `, key ${kid} counts from ${instant(from)}`).join('')
  const alarm = keys.some(({ kid }) => isForeign(entityId, kid, own)) ? 'ALARM: in our name, and not ours: ' : ''
  return `${alarm}the membership log has entry ${position}: ${entityId} ${change}${named}`
}
