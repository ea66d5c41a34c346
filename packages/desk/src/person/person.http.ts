import { Created, closed, NewPerson, PersonChange, PersonDetail, PersonPage, RowId } from '@ihala/contract'
import { type App, act, assign, etag, ifMatch, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import Type from 'typebox'
import { differing, orOvertaken } from '../change/overtaken.ts'
import { assertReachedAsBefore } from '../contact/contact-change.write.ts'
import { assertEnters, mayShow, type Seen } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { assertNotWithheld } from '../second-person/sealed-person.store.ts'
import { peopleShown, readingsOf } from './people-shown.ts'
import { readPerson } from './person.read.ts'
import { insertPerson, nextVersion, peoplePage, writeSections } from './person.store.ts'

const PAGE = 50

/** People's files: what was written down here and what came with referrals. */
export function personRoutes(app: App, service: ServiceContext): void {
  const keys = service.caseKeys
  const { kind } = service.organisation

  /** What is known of somebody whose file this member is about to change. Throws Refusal `reason-required`. */
  const seenOf = async (tx: Tx, request: Judging, id: string, now: string): Promise<Seen> => {
    const standing = await standingOfPerson(tx, id, now)
    assertEnters(request, kind, standing)
    return { kind, standing, withheld: false }
  }

  app.post(
    '/people',
    { config: { action: 'write-person', creates: true }, schema: { body: NewPerson, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        await insertPerson(tx, keys, id, now)
        // Whoever wrote it down works for them.
        await assign(tx, request.staff.id, id)
        await writeSections(tx, keys, id, request.body.sections, request.body.need, stamp)
        return { id, version: 1 }
      })
      etag(reply, created.version)
      return reply.code(201).send(created)
    },
  )

  app.put(
    '/people/:id',
    {
      config: { action: 'write-person', changes: true },
      schema: { params: closed({ id: RowId }), body: PersonChange, response: { 200: Created } },
    },
    async (request, reply) => {
      const { id } = request.params
      const change = () =>
        act(request, async (tx, _send, stamp) => {
          const version = await nextVersion(tx, id, ifMatch(request))
          const { now } = stamp()
          await assertNotWithheld(tx, id, now)
          const seen = await seenOf(tx, request, id, now)
          await keys.keyFor(tx, id, 'own')
          await assertReachedAsBefore({ tx, stamp, keys }, id, request.body.sections, request.staff)
          await writeSections(tx, keys, id, request.body.sections, request.body.need, stamp, (category) => mayShow(request, seen, category))
          return { id, version }
        })
      return orOvertaken(request, reply, change, async () => {
        const { changedBy, detail: now } = await readPerson(request, service, id)
        const mine = { sections: request.body.sections, need: request.body.need ?? null }
        return { current: now.version, now, changedBy, differs: differing({ sections: now.sections, need: now.need }, mine) }
      })
    },
  )

  app.get(
    '/people',
    { config: { action: 'read-person' }, schema: { querystring: closed({ cursor: Type.Optional(RowId) }), response: { 200: PersonPage } } },
    (request) =>
      read(
        request,
        ({ items }: PersonPage) => readingsOf(items),
        async (tx) => {
          const rows = await peoplePage(tx, request.query.cursor, PAGE)
          const items = await peopleShown(tx, request, service, rows)
          return { items, next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null }
        },
      ),
  )

  app.get(
    '/people/:id',
    { config: { action: 'read-person' }, schema: { params: closed({ id: RowId }), response: { 200: PersonDetail } } },
    async (request, reply) => {
      const { detail } = await readPerson(request, service, request.params.id)
      etag(reply, detail.version)
      return detail
    },
  )
}
