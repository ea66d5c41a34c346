import type { HolderReach } from '@ihala/contract'

/**
 * c2, c24: how a body that must erase can be reached. One that is no live member is told when it is one again.
 * @param status as the registry says it now; undefined when it does not know the member any more
 * @param waitingSince since when something of ours waits for its receipt; null when nothing does
 */
export function reachOf(status: string | undefined, waitingSince: string | null): HolderReach {
  if (status !== 'live') return 'suspended'
  return waitingSince === null ? 'delivered' : 'not-delivered'
}
