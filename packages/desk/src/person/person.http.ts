import { Created, closed, NewPerson, PersonChange, PersonDetail, PersonPage, RowId } from '@ihala/contract'
import { type App, act, etag, ifMatch, read, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { differing, orOvertaken } from '../change/overtaken.ts'
import { assertNotWithheld, withheldOf } from '../second-person/sealed-person.store.ts'
import { readPerson } from './person.read.ts'
import { insertPerson, nextVersion, peoplePage, writeSections } from './person.store.ts'
import { identitiesOf } from './section.store.ts'

const PAGE = 50

/** L3: a list shows names, so each person on it finds who looked. */
const readingOfPage = ({ items }: PersonPage) => items.map(({ id }) => ({ action: 'list-people', subject: id }))

/** People's files: what was written down here and what came with referrals. */
export function personRoutes(app: App, service: ServiceContext): void {
  const keys = service.caseKeys

  app.post(
    '/people',
    { config: { action: 'write-person', creates: true }, schema: { body: NewPerson, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        await insertPerson(tx, keys, id, now)
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
          await assertNotWithheld(tx, id, stamp().now)
          await keys.keyFor(tx, id, 'own')
          await writeSections(tx, keys, id, request.body.sections, request.body.need, stamp)
          return { id, version }
        })
      return orOvertaken(request, reply, change, async () => {
        const { changedBy, ...now } = await readPerson(request, service, id)
        const mine = { sections: request.body.sections, need: request.body.need ?? null }
        return { current: now.version, now, changedBy, differs: differing({ sections: now.sections, need: now.need }, mine) }
      })
    },
  )

  app.get(
    '/people',
    { config: { action: 'read-person' }, schema: { querystring: closed({ cursor: Type.Optional(RowId) }), response: { 200: PersonPage } } },
    (request) =>
      read(request, readingOfPage, async (tx) => {
        const rows = await peoplePage(tx, request.query.cursor, PAGE)
        const ids = rows.map(({ id }) => id)
        const [identities, withheld] = await Promise.all([identitiesOf(tx, keys, ids), withheldOf(tx, ids, service.stamp().now)])
        const items = rows.map(({ id, version }) => {
          const names = withheld.has(id) ? undefined : identities.get(id)?.names
          return { id, version, name: names?.own ?? names?.latin ?? '' }
        })
        return { items, next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null }
      }),
  )

  app.get(
    '/people/:id',
    { config: { action: 'read-person' }, schema: { params: closed({ id: RowId }), response: { 200: PersonDetail } } },
    async (request, reply) => {
      const { changedBy: _, ...detail } = await readPerson(request, service, request.params.id)
      etag(reply, detail.version)
      return detail
    },
  )
}
