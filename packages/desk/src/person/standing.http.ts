import {
  AgeAnswer,
  AgeSettled,
  AgeView,
  CameWith,
  Companions,
  Created,
  closed,
  IncapacityConfirmed,
  IncapacityFound,
  IncapacityList,
  Refusal,
  RowId,
} from '@ihala/contract'
import { type App, act, type Judging, read, recordDecision, type ServiceContext, type Tx } from '@ihala/kit'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { settledAge } from './age.store.ts'
import { askAgain, settleAge } from './age.write.ts'
import { incapacitiesOf, insertIncapacity, keepAble, keepConfirmed, lockIncapacity } from './capacity.store.ts'
import { assertMayConfirm } from './capacity.ts'
import { companionsOf, keepCameWith } from './companion.store.ts'
import { assertPerson } from './person.store.ts'

const params = closed({ id: RowId })

/** how old somebody is, whether they can decide, and which child came with whom: who may speak for them follows from it. */
export function standingRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  /** Throws Refusal `not-found`, `reason-required`. */
  const enter = async (tx: Tx, request: Judging, personId: string): Promise<void> => {
    await assertPerson(tx, personId)
    assertEnters(request, kind, await standingOfPerson(tx, personId, service.stamp().now))
  }

  app.get('/people/:id/age', { config: { action: 'read-file' }, schema: { params, response: { 200: AgeView } } }, (request) =>
    read(request, { action: 'read-person', subject: request.params.id }, async (tx) => {
      await enter(tx, request, request.params.id)
      return { settled: await settledAge(tx, request.params.id) }
    }),
  )

  app.post(
    '/people/:id/age',
    { config: { action: 'write-person', creates: true }, schema: { params, body: AgeSettled, response: { 201: AgeAnswer } } },
    async (request, reply) => {
      const { id } = request.params
      const answer = await act(request, async (tx, _send, stamp) => {
        await enter(tx, request, id)
        const asksAgain = await settleAge({ tx, stamp }, id, request.body, request.staff.id)
        const { id: leaf, now } = stamp()
        await recordDecision(tx, { id: leaf, action: 'settle-age', subject: id, staff: request.staff.pseudonym, at: now })
        return { id, asksAgain }
      })
      return reply.code(201).send(answer)
    },
  )

  app.get('/people/:id/incapacity', { config: { action: 'read-file' }, schema: { params, response: { 200: IncapacityList } } }, (request) =>
    read(request, { action: 'read-person', subject: request.params.id }, async (tx) => {
      await enter(tx, request, request.params.id)
      return { found: await incapacitiesOf(tx, request.params.id) }
    }),
  )

  app.post(
    '/people/:id/incapacity',
    { config: { action: 'write-person', creates: true }, schema: { params, body: IncapacityFound, response: { 201: Created } } },
    async (request, reply) => {
      const personId = request.params.id
      const created = await act(request, async (tx, _send, stamp) => {
        await enter(tx, request, personId)
        const { id, now: foundAt } = stamp()
        const { profession, askAgainAt } = request.body
        if (Date.parse(askAgainAt) <= Date.parse(foundAt)) throw new Refusal('body-invalid', { field: '/askAgainAt', rule: 'future' })
        await insertIncapacity.run(tx, { id, personId, foundBy: request.staff.id, foundAt, profession, askAgainAt })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/incapacity/:id/confirm',
    { config: { action: 'write-person', creates: true }, schema: { params, body: IncapacityConfirmed, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const found = await lockIncapacity(tx, id)
        await enter(tx, request, found.personId)
        const by = { staff: request.staff.id, profession: request.body.profession }
        assertMayConfirm(found, by)
        const { id: leaf, now } = stamp()
        await keepConfirmed(tx, id, by, now)
        await recordDecision(tx, {
          id: leaf,
          action: 'confirm-incapacity',
          subject: found.personId,
          staff: request.staff.pseudonym,
          at: now,
        })
        return { id }
      }),
  )

  app.post(
    '/incapacity/:id/able',
    { config: { action: 'write-person', creates: true }, schema: { params, body: closed({}), response: { 200: AgeAnswer } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const found = await lockIncapacity(tx, id)
        await enter(tx, request, found.personId)
        if (found.ableAt !== null) throw new Refusal('state-forbids', { state: 'able' })
        await keepAble(tx, id, stamp().now)
        return { id, asksAgain: await askAgain({ tx, stamp }, found.personId, (ground) => ground === 'incapacity') }
      }),
  )

  app.get('/people/:id/came-with', { config: { action: 'read-file' }, schema: { params, response: { 200: Companions } } }, (request) =>
    read(request, { action: 'read-person', subject: request.params.id }, async (tx) => {
      await enter(tx, request, request.params.id)
      return companionsOf(tx, request.params.id)
    }),
  )

  app.put(
    '/people/:id/came-with',
    { config: { action: 'write-person' }, schema: { params, body: CameWith, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const { personId } = request.body
        await enter(tx, request, id)
        if (personId === id) throw new Refusal('body-invalid', { field: '/personId', rule: 'self' })
        if (personId !== null) await enter(tx, request, personId)
        await keepCameWith(tx, id, personId, stamp().now)
        return { id }
      }),
  )
}
