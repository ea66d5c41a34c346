import { Created, closed, NewHearing, RowId } from '@ihala/contract'
import { type App, act, type ServiceContext } from '@ihala/kit'
import { setHearing } from './hearing.write.ts'

/** Setting a hearing. */
export function hearingRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/referrals/:id/hearings',
    {
      config: { action: 'set-hearing', creates: true },
      schema: { params: closed({ id: RowId }), body: NewHearing, response: { 201: Created } },
    },
    async (request, reply) => {
      const id = await act(request, (tx, send, stamp) => setHearing({ tx, send, stamp }, service, request.params.id, request.body))
      return reply.code(201).send({ id, version: 1 })
    },
  )
}
