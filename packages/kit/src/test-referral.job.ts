import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import type { Job, ServiceContext } from './service-context.ts'

/** The task that `ihala upgrade` puts into the queue of a service it has started: it is gone when all was well, and says so when not. */
export const TEST_REFERRAL = 'test-referral'

/** So many partners are asked for an answer: one that is away proves nothing. */
const ASKED = 3

/**
 * Tries the way of a referral within this service, then asks partners over the bus to compare what went between the two (c7): the
 * signed receipt of one shows that what is composed, sealed and published here is taken elsewhere, and that its answer is taken here.
 * Nothing in either is about a person. The queue publishes nothing: the relay does, as it does with what is overdue.
 */
export const testReferralJob: Job = async (_payload, { tx, service }) => {
  await service.testReferral()
  for (const partner of await partnersOf(tx, service)) {
    try {
      await service.exchange.compareWith(tx, partner)
    } catch (error) {
      // Suspended, of a kind that compares nothing, or we are recovering: not to be asked now.
      if (!(error instanceof Refusal)) throw error
    }
  }
}

/** Who receipted us last; of an organisation that never sent anything, whoever is there. */
async function partnersOf(tx: Tx, { registry, config }: ServiceContext): Promise<readonly string[]> {
  const rows = await tx<{ recipient: string }[]>`
    select recipient from exchange.outbox where status = 'closed' and receipt is not null
    group by recipient order by max(created_at) desc limit ${ASKED}`
  if (rows.length > 0) return rows.map(({ recipient }) => recipient)
  return registry
    .members()
    .map(({ entityId }) => entityId)
    .filter((entityId) => entityId !== config.entityId)
    .slice(0, ASKED)
}
