import { NewRefusalCount, RefusalCounted, RefusalCounts } from '@ihala/contract'
import { type App, act, browse, type ServiceContext } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import { countRefusal, refusalsCounted } from './refusal-count.store.ts'
import { weekOf } from './refusal-count.ts'

/**
 * C10, c12: who refuses consent is served all the same, and counted so that nobody can tell who it was. No Idempotency-Key: its row
 * would bear the member and the time. Quiet, for the line of the log would too.
 */
export function refusalCountRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/refusal-counts',
    { config: { action: 'count-refusal', quiet: true }, schema: { body: NewRefusalCount, response: { 201: RefusalCounted } } },
    async (request, reply) => {
      await act(request, (tx, _send, stamp) =>
        countRefusal(tx, request.body, weekOf(localDate(stamp().now, service.organisation.timeZone))),
      )
      return reply.code(201).send({ counted: true })
    },
  )

  app.get('/refusal-counts', { config: { action: 'read-counts' }, schema: { response: { 200: RefusalCounts } } }, (request) =>
    browse(request, async (tx) => ({ rows: await refusalsCounted(tx) })),
  )
}
