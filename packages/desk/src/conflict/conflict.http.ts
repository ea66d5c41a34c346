import { ConflictDecision, ConflictNames, Created, closed, Refusal, RowId, WatchedParty, WatchListSize } from '@ihala/contract'
import { type App, act, browse, ifMatch, randomId, type ServiceContext, type Tx } from '@ihala/kit'
import { orOvertaken } from '../change/overtaken.ts'
import { contentOf, personSections } from '../person/section.store.ts'
import { referralNow } from '../referral/referral.read.ts'
import { lockReferral } from '../referral/referral.store.ts'
import { assertVersion, type Referral } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { endTasksOf } from '../task/task.store.ts'
import { isComparable, type PartyName, partiesIn } from './conflict.ts'
import { compare, decline, type PartiesSource } from './conflict.write.ts'
import { ask } from './oblivious.ts'
import { closeChecks, keepOpen, openChecksOf } from './open-check.store.ts'
import { countWatchedParties, insertWatchedParty } from './watched-party.store.ts'

/**
 * Asking for a conflict check, and deciding whether one is answered that is not answered without a person.
 * @param sources where this kind finds parties to answer from
 */
export function conflictRoutes(app: App, service: ServiceContext, sources: readonly PartiesSource[]): void {
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
          assertComparable(names)
          const { asked, kept } = await ask(randomId(), names)
          const version = await writeEvent({ tx, send, stamp }, referral, { type: 'conflict-checked', data: asked })
          const { id, now: at } = stamp()
          await keepOpen(tx, service.caseKeys, { id, caseId: referral.caseId, name: asked.check, at }, kept)
          return { id: referral.id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, request.params.id))
    },
  )

  app.post(
    '/referrals/:id/conflict-answer',
    {
      config: { action: 'decide-referral', changes: true },
      schema: { params: closed({ id: RowId }), body: ConflictDecision, response: { 200: Created } },
    },
    async (request, reply) => {
      const change = () =>
        act(request, async (tx, send, stamp) => {
          const referral = await lockReferral(tx, request.params.id)
          assertVersion(referral, ifMatch(request))
          const { caseId } = referral
          const asked = await openChecksOf(tx, service.caseKeys, caseId)
          if (referral.side !== 'recipient' || asked.length === 0) throw new Refusal('state-forbids')
          let { version } = referral
          for (const check of asked) {
            const answer = request.body.decision === 'compare' ? await compare(tx, service, sources, check) : decline(check)
            version = await writeEvent({ tx, send, stamp }, referral, { type: 'conflict-answered', data: answer })
          }
          await closeChecks(tx, caseId)
          await endTasksOf(tx, { referralId: referral.id, code: 'answer-conflict-check', now: stamp().now })
          return { id: referral.id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, request.params.id))
    },
  )
}

/** The parties of a person's own file. Throws Refusal `body-invalid` when it names none. */
async function partiesOf(tx: Tx, { caseKeys }: ServiceContext, { personId }: Pick<Referral, 'personId'>): Promise<PartyName[]> {
  const held = personId === null ? undefined : await personSections(tx, caseKeys, personId)
  const parties = partiesIn(held && contentOf(held, 'employment')).filter(isComparable)
  if (parties.length === 0) throw new Refusal('body-invalid', { field: '/names', rule: 'required' })
  return parties
}

/** Throws Refusal `body-invalid` for a name of which nothing is left to compare. */
function assertComparable(names: readonly PartyName[]): void {
  const at = names.findIndex((party) => !isComparable(party))
  if (at >= 0) throw new Refusal('body-invalid', { field: `/names/${at}/name`, rule: 'pattern' })
}

/** The list from which a kind that keeps one answers. */
export function watchListRoutes(app: App, service: ServiceContext): void {
  app.get('/watch-list', { config: { action: 'write-watch-list' }, schema: { response: { 200: WatchListSize } } }, (request) =>
    browse(request, async (tx) => ({ count: await countWatchedParties(tx) })),
  )

  app.post(
    '/watch-list',
    { config: { action: 'write-watch-list', creates: true }, schema: { body: WatchedParty, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        if (!isComparable(request.body)) throw new Refusal('body-invalid', { field: '/name', rule: 'pattern' })
        const { id, now } = stamp()
        await insertWatchedParty(tx, service, { id, now, ...request.body })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
