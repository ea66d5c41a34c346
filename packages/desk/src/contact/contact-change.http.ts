import {
  ContactChangeHeard,
  ContactChangeList,
  ContactChangeOf,
  type ContactChangeView,
  closed,
  NewContactChange,
  RowId,
} from '@ihala/contract'
import { type App, act, browse, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import Type, { type Static } from 'typebox'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters, mayShow } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { assertNotWithheld, withheldOf } from '../second-person/sealed-person.store.ts'
import { changeById, changesOf, lockChange, sectionAsked } from './contact-change.store.ts'
import { askChange, dropChange, hearWord } from './contact-change.write.ts'

const params = closed({ id: RowId })
const Changed = closed({ id: RowId, confirmed: Type.Boolean() })

/** T41: another way to reach somebody, asked by one, heard by another one, held for 72 hours. */
export function contactChangeRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  const keys = service.caseKeys

  /** Whoever works for somebody. Throws Refusal `reason-required`. */
  const enter = async (tx: Tx, request: Judging, personId: string, now: string) => {
    const standing = await standingOfPerson(tx, personId, now)
    assertEnters(request, kind, standing)
    return standing
  }

  app.get(
    '/people/:id/contact-changes',
    { config: { action: 'read-person' }, schema: { params, response: { 200: ContactChangeList } } },
    (request) => {
      const { id } = request.params
      return read(request, { action: 'read-contact-changes', subject: id }, async (tx) => {
        await assertPerson(tx, id)
        const { now } = service.stamp()
        const standing = await enter(tx, request, id, now)
        const seen = { kind, standing, withheld: (await withheldOf(tx, [id], now)).has(id) }
        const views = (await changesOf(tx, id)).map(async (change) => ({
          id: change.id,
          category: change.category,
          askedAt: change.askedAt,
          holdsUntil: change.holdsUntil,
          confirmedAt: change.confirmedAt,
          state: change.state,
          section: mayShow(request, seen, change.category) ? await sectionAsked(tx, keys, change) : null,
        }))
        // What was only taken away is no change that anybody asked for, and is not among them.
        return { changes: (await Promise.all(views)) as ContactChangeView[] } satisfies Static<typeof ContactChangeList>
      })
    },
  )

  app.post(
    '/people/:id/contact-changes',
    { config: { action: 'write-person', creates: true }, schema: { params, body: NewContactChange, response: { 201: Changed } } },
    async (request, reply) => {
      const personId = request.params.id
      const made = await act(request, async (tx, _send, stamp) => {
        await assertPerson(tx, personId)
        const { now } = stamp()
        await enter(tx, request, personId, now)
        await assertNotWithheld(tx, personId, now)
        return { id: await askChange({ tx, stamp, keys }, personId, request.body, request.staff), confirmed: false }
      })
      return reply.code(201).send(made)
    },
  )

  // A task knows the change and not the person: whoever hears the word comes to them by this.
  app.get(
    '/contact-changes/:id',
    { config: { action: 'read-person' }, schema: { params, response: { 200: ContactChangeOf } } },
    (request) =>
      // The row id of a file opens nothing of it: why somebody looks is asked there.
      browse(request, (tx) => changeById(tx, request.params.id)),
  )

  app.post(
    '/contact-changes/:id/confirm',
    { config: { action: 'write-person', creates: true }, schema: { params, body: ContactChangeHeard, response: { 200: Changed } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const { personId } = await lockChange(tx, id)
        await enter(tx, request, personId, stamp().now)
        return { id, confirmed: await hearWord({ tx, stamp, keys }, id, request.body, request.staff) }
      }),
  )

  app.post(
    '/contact-changes/:id/drop',
    { config: { action: 'write-person', creates: true }, schema: { params, body: closed({}), response: { 200: Changed } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const { personId } = await lockChange(tx, id)
        await enter(tx, request, personId, stamp().now)
        await dropChange({ tx, stamp }, id, request.staff)
        return { id, confirmed: false }
      }),
  )
}
