import { Created, closed, HoldAsked, HoldList, type HoldView, RowId } from '@ihala/contract'
import { type App, act, addJob, read, recordDecision, type ServiceContext, type StaffRequest, type Tx } from '@ihala/kit'
import { assertMayHold } from '@ihala/policy'
import Type from 'typebox'
import { assertPerson } from '../person/person.store.ts'
import { referralById } from '../referral/referral.store.ts'
import { unfinishedOf } from './erasure.store.ts'
import { ERASE_REST } from './erasure.write.ts'
import { insertHold, keepConfirmedHold, keepEndedHold, type LegalHold, lockHold, newestHolds } from './hold.store.ts'
import { assertConfirms, assertNotEnded } from './hold.ts'

const SHOWN = 100
const params = closed({ id: RowId })
const querystring = closed({ person: Type.Optional(RowId) })

/** L3: whose data somebody wants kept tells of a person, who finds who looked. */
const readingsOfList = ({ holds }: HoldList) =>
  holds.map(({ personId, referralId, id }) => ({ action: 'read-holds', subject: personId ?? referralId ?? id }))

/** What a hold is on. */
type On = Pick<LegalHold, 'owner' | 'referralId' | 'personId'>

/** M1: what stays although the person takes it back: asked by one member of staff, in force by another one, and ended by any of them. */
export function holdRoutes(app: App, service: ServiceContext): void {
  const ask = (request: StaffRequest, { basis, parts, until }: HoldAsked, find: (tx: Tx) => Promise<On>) =>
    act(request, async (tx, _send, stamp) => {
      const on = await find(tx)
      const { id, now } = stamp()
      const { ground, law, article } = assertMayHold(basis, until, service.law(now), now)
      await insertHold(tx, { id, ...on, basis, ground, law, article, parts: [...parts], until, askedBy: request.staff.id, askedAt: now })
      return { id, version: 1 }
    })

  app.post(
    '/referrals/:id/holds',
    { config: { action: 'ask-hold', creates: true }, schema: { params, body: HoldAsked, response: { 201: Created } } },
    async (request, reply) =>
      reply.code(201).send(
        await ask(request, request.body, async (tx) => {
          const { id, caseId } = await referralById(tx, request.params.id)
          return { owner: caseId, referralId: id, personId: null }
        }),
      ),
  )

  app.post(
    '/people/:id/holds',
    { config: { action: 'ask-hold', creates: true }, schema: { params, body: HoldAsked, response: { 201: Created } } },
    async (request, reply) =>
      reply.code(201).send(
        await ask(request, request.body, async (tx) => {
          const { id } = request.params
          await assertPerson(tx, id)
          return { owner: id, referralId: null, personId: id }
        }),
      ),
  )

  app.post(
    '/holds/:id/confirm',
    { config: { action: 'confirm-hold' }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const hold = await lockHold(tx, request.params.id)
        const { id: leaf, now } = stamp()
        assertConfirms(hold, request.staff.id, now)
        await keepConfirmedHold(tx, hold.id, request.staff.id, now)
        await recordDecision(tx, { id: leaf, action: 'confirm-hold', subject: hold.id, staff: request.staff.pseudonym, at: now })
        return { id: hold.id }
      }),
  )

  app.post(
    '/holds/:id/end',
    { config: { action: 'end-hold' }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const hold = await lockHold(tx, request.params.id)
        assertNotEnded(hold)
        const { id: leaf, now } = stamp()
        await keepEndedHold(tx, hold.id, request.staff.id, now)
        await recordDecision(tx, { id: leaf, action: 'end-hold', subject: hold.id, staff: request.staff.pseudonym, at: now })
        // What it alone kept goes now; each erasure in a transaction of its own.
        for (const erasure of await unfinishedOf(tx, hold.owner))
          await addJob(tx, ERASE_REST, { erasure }, { jobKey: `${ERASE_REST}/${erasure}` })
        return { id: hold.id }
      }),
  )

  app.get('/holds', { config: { action: 'read-holds' }, schema: { querystring, response: { 200: HoldList } } }, (request) =>
    read(request, readingsOfList, async (tx) => {
      const { holds, retention } = service.law(service.stamp().now)
      return {
        holds: (await newestHolds(tx, SHOWN, request.query.person)).map((hold) => viewFor(request.staff.id, hold)),
        bases: holds.map(({ code, ground, law, article, days }) => ({ code, ground, law, article, days })),
        retention: retention.map(({ category, days }) => ({ category, days })),
      }
    }),
  )
}

function viewFor(staff: string, hold: LegalHold): HoldView {
  const { id, referralId, personId, basis, ground, law, article, parts, until, askedAt, askedBy, confirmedAt, endedAt } = hold
  return {
    id,
    referralId,
    personId,
    basis,
    ground,
    law,
    article,
    parts,
    until,
    askedAt,
    askedByMe: askedBy === staff,
    confirmedAt,
    endedAt,
  }
}
