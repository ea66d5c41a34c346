import { ComplaintList, Created, closed, NewComplaint, RowId } from '@ihala/contract'
import { type App, act, browse, etag, type ServiceContext } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import Type from 'typebox'
import { complaintPage, insertComplaint } from './complaint.store.ts'
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
      schema: { querystring: closed({ before: Type.Optional(RowId) }), response: { 200: ComplaintList } },
    },
    (request) => browse(request, async (tx) => ({ complaints: await complaintPage(tx, request.query.before, PAGE) })),
  )
}
