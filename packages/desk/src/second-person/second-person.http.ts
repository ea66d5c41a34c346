import {
  CompelledDisclosure,
  Confirmed,
  Created,
  closed,
  DangerReferral,
  Refusal,
  ReleaseAsked,
  RowId,
  SealChange,
  SecondPersonList,
  SecondPersonWaiting,
} from '@ihala/contract'
import { type App, act, browse, read, recordDecision, type ServiceContext, type StaffRequest } from '@ihala/kit'
import { assertNamesNobody } from '@ihala/policy'
import { knownWords } from '../person/known-words.ts'
import { assertPerson } from '../person/person.store.ts'
import { personSections } from '../person/section.store.ts'
import { sealPerson } from './sealed-person.store.ts'
import { type Content, insertAct, newestActs, waitingActs } from './second-person.store.ts'
import { assertMayAsk, CONFIRM_WITHIN } from './second-person.ts'
import { viewFor } from './second-person.view.ts'
import { askSecond, confirmAct, tellPerson } from './second-person.write.ts'

const SHOWN = 100
const params = closed({ id: RowId })

/** L3: the list opens what was asked of each person, so each finds who looked. */
const readingsOfList = ({ acts }: SecondPersonList) => acts.map(({ personId }) => ({ action: 'read-second-person', subject: personId }))

/** What one member of staff asks and another one confirms: danger (R-1a), release of identity (M6), compelled disclosure. */
export function secondPersonRoutes(app: App, service: ServiceContext): void {
  const keys = service.caseKeys

  /** Keeps what is asked; nothing follows before a second person has confirmed it. */
  const ask = (request: StaffRequest, personId: string, reason: string, until: string | null, content: Content) =>
    act(request, async (tx, send, stamp) => {
      const { id, now } = stamp()
      await assertPerson(tx, personId)
      if (content.kind === 'danger') {
        assertMayAsk(content.asked, now)
        if (!service.registry.find(content.asked.to)) throw new Refusal('recipient-unknown')
        assertNamesNobody(content.asked.need, knownWords(await personSections(tx, keys, personId)))
      }
      const second =
        content.kind === 'danger' ? await askSecond({ tx, send, stamp }, service, personId, content.asked, request.staff) : null
      const row = { id, personId, reason, askedBy: request.staff.id, askedAt: now, until }
      await insertAct(tx, keys, { ...row, secondBody: second?.body ?? null, secondAct: second?.act ?? null }, content)
      return { id, version: 1 }
    })

  app.post(
    '/people/:id/danger',
    { config: { action: 'ask-danger', creates: true }, schema: { params, body: DangerReferral, response: { 201: Created } } },
    async (request, reply) => {
      const { body } = request
      const { basis, until } = body.consent
      return reply.code(201).send(await ask(request, request.params.id, basis.reason, until, { kind: 'danger', asked: body }))
    },
  )

  app.post(
    '/people/:id/release',
    { config: { action: 'ask-release', creates: true }, schema: { params, body: ReleaseAsked, response: { 201: Created } } },
    async (request, reply) => reply.code(201).send(await ask(request, request.params.id, request.body.reason, null, { kind: 'release' })),
  )

  app.post(
    '/people/:id/compelled',
    { config: { action: 'record-compelled', creates: true }, schema: { params, body: CompelledDisclosure, response: { 201: Created } } },
    async (request, reply) => {
      const { body } = request
      return reply.code(201).send(await ask(request, request.params.id, body.authority, null, { kind: 'compelled', asked: body }))
    },
  )

  app.post(
    '/people/:id/seal',
    { config: { action: 'seal-person' }, schema: { params, body: SealChange, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const { sealed } = request.body
        await sealPerson(tx, id, sealed)
        const { id: leaf, now } = stamp()
        const action = sealed ? 'seal-person' : 'unseal-person'
        await recordDecision(tx, { id: leaf, action, subject: id, staff: request.staff.pseudonym, at: now })
        return { id }
      }),
  )

  app.get('/second-person', { config: { action: 'read-second-person' }, schema: { response: { 200: SecondPersonList } } }, (request) =>
    read(request, readingsOfList, async (tx) => {
      const acts = await newestActs(tx, SHOWN)
      return { acts: await Promise.all(acts.map((one) => viewFor(tx, keys, request.staff.id, one))) }
    }),
  )

  app.get(
    '/second-person/waiting',
    { config: { action: 'read-second-person' }, schema: { response: { 200: SecondPersonWaiting } } },
    (request) =>
      browse(request, async (tx) => {
        const since = new Date(Date.parse(service.stamp().now) - CONFIRM_WITHIN).toISOString()
        const waiting = (await waitingActs(tx, since)).map(({ id, kind, reason, askedAt, askedBy }) => ({
          id,
          kind,
          reason,
          askedAt,
          confirmBy: new Date(Date.parse(askedAt) + CONFIRM_WITHIN).toISOString(),
          askedByMe: askedBy === request.staff.id,
        }))
        return { waiting }
      }),
  )

  app.post(
    '/second-person/:id/confirm',
    {
      config: { action: 'confirm-second-person', creates: true },
      schema: { params, body: closed({}), response: { 200: Confirmed } },
    },
    (request) => act(request, (tx, send, stamp) => confirmAct({ tx, send, stamp }, service, request.params.id, request.staff)),
  )

  app.post(
    '/second-person/:id/told',
    { config: { action: 'tell-person' }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        await tellPerson({ tx, stamp }, request.params.id, request.staff)
        return { id: request.params.id }
      }),
  )
}
