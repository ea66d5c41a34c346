import type { EventData } from '@ihala/contract'
import { eventsOfCase, provenEvents, type ServiceContext, type Tx } from '@ihala/kit'
import { fileIdsOf } from '../document/document.store.ts'
import type { Referral } from '../referral/referral.ts'
import { confirmedActs, looksAt, partsHeld } from './holding.store.ts'
import type { Facts } from './holding.ts'

/** What of a body's holdings is asked for. */
export interface Scope {
  readonly personId: string | null
  /** Under whom something may be held: the person, cases. */
  readonly owners: readonly string[]
  /** Conversations of which is told what was received, passed on and erased. */
  readonly referrals: readonly Pick<Referral, 'id' | 'caseId' | 'partner' | 'consent'>[]
}

/** What reading needs of a service. */
export type HoldingService = Pick<ServiceContext, 'caseKeys' | 'registry' | 'organisation'>

/** All that this body knows of what it did with what it has of somebody. Nothing personal is opened for it. */
export async function factsOf(tx: Tx, { caseKeys, registry, organisation }: HoldingService, scope: Scope): Promise<Facts> {
  const { personId, owners, referrals } = scope
  const self = organisation.entityId
  const cases = referrals.map(({ caseId }) => caseId)
  const subjects = [...(personId === null ? [] : [personId]), ...referrals.map(({ id }) => id), ...(await fileIdsOf(tx, owners))]
  const [held, events, looked, confirmed] = await Promise.all([
    partsHeld(tx, owners),
    provenEvents(tx, cases),
    looksAt(tx, subjects),
    personId === null ? [] : confirmedActs(tx, personId),
  ])
  const stated = events.filter(({ evt, iss }) => evt === 'erasure-stated' && iss === self)
  const said = new Map<string, EventData<'erasure-stated'>>()
  for (const caseId of new Set(stated.map((event) => event.caseId)))
    for (const { jti, evt, iss, data } of await eventsOfCase(tx, caseKeys, caseId))
      if (evt === 'erasure-stated' && iss === self && data !== null) said.set(jti, data as EventData<'erasure-stated'>)
  return {
    self,
    held,
    events,
    looked,
    confirmed,
    shared: referrals.map(({ caseId, partner, consent }) => ({
      caseId,
      partner,
      kind: registry.find(partner)?.metadata.ihala_member.kind ?? 'unknown',
      eraseAt: consent.eraseAt,
    })),
    erasures: stated.flatMap((event) => {
      const words = said.get(event.jti)
      return words === undefined ? [] : [{ event, said: words }]
    }),
  }
}
