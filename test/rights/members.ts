import { type MemoryMember, type MemoryNetwork, memoryNetwork } from '../../packages/exchange/test/memory-network.ts'

/** Bodies of these tests, by slug; each is of the kind that it stands for. */
export const KIND_OF = {
  itf: 'union-liaison',
  ministry: 'ministry-intake',
  'care-house': 'shelter',
  lawyers: 'legal-aid',
  department: 'labour-relations',
  police: 'police',
  recruiter: 'recruiter',
} as const
export type Slug = keyof typeof KIND_OF

/** The bodies on one memory bus. */
export interface Bodies {
  readonly network: MemoryNetwork
  readonly at: (slug: Slug) => MemoryMember
  readonly all: readonly MemoryMember[]
}

/** Starts them all. */
export async function bodies(): Promise<Bodies> {
  const network = memoryNetwork()
  const members = new Map<Slug, MemoryMember>()
  for (const [slug, kind] of Object.entries(KIND_OF) as [Slug, string][]) members.set(slug, await network.join(slug, kind))
  const all = [...members.values()]
  // Each knows every other, as after the first round of the registry.
  for (const member of all) for (const other of all) await member.ports.registry.refresh(other.entityId)
  return {
    network,
    all,
    at: (slug) => {
      const member = members.get(slug)
      if (!member) throw new Error(`nobody is called ${slug}`)
      return member
    },
  }
}

/** What is kept of a referral that came or went, in counts; receipts and heads of logs are no part of one. */
export function kept({ rows }: MemoryMember) {
  const { conversations, grants, events, outbox, leaves } = rows.rows()
  return { conversations: conversations.size, grants: grants.size, events: events.size, outbox: outbox.size, leaves: leaves.size }
}
