import { ConflictNames, Created, closed, EVENTS, Refusal, RowId, WatchedParty } from '@ihala/contract'
import { type App, act, ifMatch, type ServiceContext, type Tx } from '@ihala/kit'
import { orOvertaken } from '../change/overtaken.ts'
import { contentOf, personSections } from '../person/section.store.ts'
import { referralNow } from '../referral/referral.read.ts'
import { lockReferral } from '../referral/referral.store.ts'
import { assertVersion, type Referral } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { blind, type PartyName, partiesIn } from './conflict.ts'
import { insertWatchedParty } from './watched-party.store.ts'

/** Asking for a conflict check, and answering one that is not answered without a person. */
export function conflictRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/referrals/:id/conflict-check',
    {
      config: { action: 'write-referral', changes: true },
      schema: { params: closed({ id: RowId }), body: ConflictNames, response: { 200: Created } },
    },
    async (request, reply) => {
      const change = () =>
        act(request, async (tx, send, stamp) => {
          const referral = await lockReferral(tx, request.params.id)
          assertVersion(referral, ifMatch(request))
          const names = request.body.names ?? (await partiesOf(tx, service, referral))
          const version = await writeEvent({ tx, send, stamp }, referral, { type: 'conflict-checked', data: blind(names) })
          return { id: referral.id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, request.params.id))
    },
  )

  app.post(
    '/referrals/:id/conflict-answer',
    {
      config: { action: 'decide-referral', changes: true },
      schema: { params: closed({ id: RowId }), body: EVENTS['conflict-answered'].schema, response: { 200: Created } },
    },
    async (request, reply) => {
      const change = () =>
        act(request, async (tx, send, stamp) => {
          const referral = await lockReferral(tx, request.params.id)
          assertVersion(referral, ifMatch(request))
          const version = await writeEvent({ tx, send, stamp }, referral, { type: 'conflict-answered', data: request.body })
          return { id: referral.id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, request.params.id))
    },
  )
}

/** The parties of a person's own file. Throws Refusal `body-invalid` when it names none. */
async function partiesOf(tx: Tx, { caseKeys }: ServiceContext, { personId }: Pick<Referral, 'personId'>): Promise<PartyName[]> {
  const held = personId === null ? undefined : await personSections(tx, caseKeys, personId)
  const parties = partiesIn(held && contentOf(held, 'employment'))
  if (parties.length === 0) throw new Refusal('body-invalid', { field: '/names', rule: 'required' })
  return parties
}

/** The list from which a kind that keeps one answers. */
export function watchListRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/watch-list',
    { config: { action: 'write-watch-list', creates: true }, schema: { body: WatchedParty, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        await insertWatchedParty(tx, service, { id, now, ...request.body })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
