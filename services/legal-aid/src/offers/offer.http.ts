import { closed, LawyerList, NewOffer, OfferList, OfferView, Refusal, RowId } from '@ihala/contract'
import { type App, act, browse, etag, ifMatch, type ServiceContext, type Tx } from '@ihala/kit'
import { lawyers } from './lawyer.store.ts'
import { latestOffers } from './offer.store.ts'
import { seesAllOffers } from './offer.ts'
import { type Answering, offerCase, returnOffer, takeOffer } from './offer.write.ts'

const SHOWN = 500
const params = closed({ id: RowId })

/** Lawyers, and the offers made to them. */
export function offerRoutes(app: App, service: ServiceContext): void {
  const viewOf = async (tx: Tx, id: string) => {
    const [offer] = await latestOffers(tx, service.keyring, { id }, 1)
    if (!offer) throw new Refusal('not-found')
    return offer
  }

  app.get('/lawyers', { config: { action: 'read-lawyers' }, schema: { response: { 200: LawyerList } } }, (request) =>
    browse(request, async (tx) => ({ lawyers: await lawyers(tx, service.keyring) })),
  )

  app.get('/offers', { config: { action: 'read-offers' }, schema: { response: { 200: OfferList } } }, (request) =>
    browse(request, async (tx) => {
      const { id, roles } = request.staff
      return { offers: await latestOffers(tx, service.keyring, seesAllOffers(roles) ? {} : { lawyerId: id }, SHOWN) }
    }),
  )

  app.post(
    '/referrals/:id/offers',
    { config: { action: 'make-offer', creates: true }, schema: { params, body: NewOffer, response: { 201: OfferView } } },
    async (request, reply) => {
      const offer = await act(request, async (tx, _send, stamp) =>
        viewOf(tx, await offerCase({ tx, stamp }, service, { referralId: request.params.id, lawyerId: request.body.lawyerId })),
      )
      etag(reply, offer.version)
      return reply.code(201).send(offer)
    },
  )

  app.post(
    '/offers/:id/take',
    { config: { action: 'take-offer', changes: true }, schema: { params, body: closed({}), response: { 200: OfferView } } },
    async (request, reply) => {
      const answering: Answering = { offerId: request.params.id, seen: ifMatch(request), staff: request.staff }
      const offer = await act(request, async (tx, send, stamp) => {
        await takeOffer({ tx, send, stamp }, answering)
        return viewOf(tx, answering.offerId)
      })
      etag(reply, offer.version)
      return offer
    },
  )

  app.post(
    '/offers/:id/return',
    { config: { action: 'return-offer', changes: true }, schema: { params, body: closed({}), response: { 200: OfferView } } },
    async (request, reply) => {
      const answering: Answering = { offerId: request.params.id, seen: ifMatch(request), staff: request.staff }
      const offer = await act(request, async (tx, _send, stamp) => {
        await returnOffer({ tx, stamp }, answering)
        return viewOf(tx, answering.offerId)
      })
      etag(reply, offer.version)
      return offer
    },
  )
}
