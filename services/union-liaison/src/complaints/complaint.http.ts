import { ComplaintPage, Created, CrewNames, closed, NewComplaint, RowId } from '@ihala/contract'
import { peopleShown, readingsOf } from '@ihala/desk'
import { type App, act, browse, etag, read, type ServiceContext } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import Type, { type Static } from 'typebox'
import { complaintPage, crewOf, insertComplaint } from './complaint.store.ts'
import { assertContactDate } from './complaint.ts'

const PAGE = 50

/** Complaints of one worker or a crew, and what becomes of each of them. */
export function complaintRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/complaints',
    { config: { action: 'write-complaint', creates: true }, schema: { body: NewComplaint, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        assertContactDate(request.body, localDate(now, service.organisation.timeZone))
        await insertComplaint(tx, { id, now, ...request.body })
        return { id, version: 1 }
      })
      etag(reply, created.version)
      return reply.code(201).send(created)
    },
  )

  app.get(
    '/complaints',
    {
      config: { action: 'read-complaints' },
      schema: { querystring: closed({ cursor: Type.Optional(RowId) }), response: { 200: ComplaintPage } },
    },
    (request) => browse(request, (tx) => complaintPage(tx, request.query.cursor, PAGE)),
  )

  app.get(
    '/complaints/:id/people',
    { config: { action: 'read-complaints' }, schema: { params: closed({ id: RowId }), response: { 200: CrewNames } } },
    (request) =>
      read(
        request,
        ({ people }: Static<typeof CrewNames>) => readingsOf(people),
        async (tx) => ({ people: await peopleShown(tx, request, service, await crewOf(tx, request.params.id)) }),
      ),
  )
}
