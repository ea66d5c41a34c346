import { BedChoice, closed, Departure, RowId, StayList, StayView } from '@ihala/contract'
import { type App, act, browse, etag, ifMatch, type ServiceContext } from '@ihala/kit'
import { latestStays } from './stay.store.ts'
import { arrive, depart } from './stay.write.ts'

const SHOWN = 500
const params = closed({ id: RowId })

/** Who stays; arrival and departure. */
export function stayRoutes(app: App, service: ServiceContext): void {
  app.get('/stays', { config: { action: 'read-stays' }, schema: { response: { 200: StayList } } }, (request) =>
    browse(request, async (tx) => ({ stays: await latestStays(tx, SHOWN) })),
  )

  app.post(
    '/referrals/:id/arrival',
    { config: { action: 'record-stay', creates: true }, schema: { params, body: BedChoice, response: { 201: StayView } } },
    async (request, reply) => {
      const stay = await act(request, (tx, send, stamp) =>
        arrive({ tx, send, stamp }, service.caseKeys, { referralId: request.params.id, bedId: request.body.bedId }),
      )
      etag(reply, stay.version)
      return reply.code(201).send(stay)
    },
  )

  app.post(
    '/stays/:id/departure',
    { config: { action: 'record-stay', changes: true }, schema: { params, body: Departure, response: { 200: StayView } } },
    async (request, reply) => {
      const stay = await act(request, (tx, send, stamp) =>
        depart({ tx, send, stamp }, { stayId: request.params.id, seen: ifMatch(request), departure: request.body.departure }),
      )
      etag(reply, stay.version)
      return stay
    },
  )
}
