import type { RegistryStatement } from '@ihala/contract'
import { type Anchor, verifyStatement } from '@ihala/seal'
import { admitToBus, type Bus, expelFromBus, revokeOnBus } from './operator.ts'
import { REGISTRY_LIVE } from './subjects.ts'

/** What following needs to know. */
export interface FollowOptions {
  readonly anchors: readonly Anchor[]
  readonly now: () => Date
  /** Whether an organisation publishes the registry: only a national committee does. */
  readonly publishesRegistry: (slug: string) => boolean
  /** Told of each member that was cut off or let in again, and why. */
  readonly report: (what: string) => void
}

/**
 * The operator follows the registry (DESIGN §5, §6): a member that was suspended or put out is cut off the bus; one whose key
 * was revoked loses its connections and credentials; one that was restored is let in again. What no anchor signed is passed over.
 * @returns ends the following
 */
export function followRegistry(bus: Bus, options: FollowOptions): () => void {
  const held = new Map<string, RegistryStatement>()
  // One after the other: a later word about a member must not be overtaken by an earlier one.
  let turn: Promise<void> = Promise.resolve()
  const subscription = bus.operator.bus.subscribe(REGISTRY_LIVE, {
    callback: (_error, message) => {
      const heard = verifyStatement(message.string(), options.anchors, Math.floor(options.now().getTime() / 1000))
      if (heard.outcome !== 'trusted') return
      turn = turn
        .then(() => follow(bus, options, held, heard.content))
        .catch((error: unknown) => {
          options.report(`a change of the registry could not be followed: ${error instanceof Error ? error.message : 'fault'}`)
        })
    },
  })
  return () => subscription.unsubscribe()
}

async function follow(bus: Bus, options: FollowOptions, held: Map<string, RegistryStatement>, said: RegistryStatement): Promise<void> {
  const before = held.get(said.sub)
  if (before && before.iat > said.iat) return
  held.set(said.sub, said)
  const slug = slugOf(said.sub)
  const member = { slug, publishesRegistry: options.publishesRegistry(slug) }
  const [was, is] = [before?.metadata.ihala_member.status, said.metadata.ihala_member.status]
  if (is === 'suspended') {
    if (was === 'suspended') return
    await expelFromBus(bus, slug, options.now())
    return options.report(`${slug} was suspended: cut off the bus`)
  }
  if (was === 'suspended') {
    await admitToBus(bus, member)
    options.report(`${slug} was restored: let in to the bus again`)
  }
  // What was revoked before we began to follow was seen to then; only news cuts.
  const known = new Set(before?.jwks.keys.filter(({ revokedAt }) => revokedAt !== undefined).map(({ kid }) => kid))
  if (before && said.jwks.keys.some(({ kid, revokedAt }) => revokedAt !== undefined && !known.has(kid))) {
    await revokeOnBus(bus, member, options.now())
    options.report(`a key of ${slug} was revoked: its connections are cut, and its credentials worth nothing`)
  }
}

/** An entity id begins with the slug (DESIGN §2). */
function slugOf(entityId: string): string {
  return new URL(entityId).hostname.split('.')[0] ?? ''
}
