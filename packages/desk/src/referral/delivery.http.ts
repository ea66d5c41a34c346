import { closed, ReferralLine, Refusal, RowId } from '@ihala/contract'
import { type App, act, browse, deliveryOf, type ServiceContext } from '@ihala/kit'
import { caseFor } from '../reading/reading.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { lockReferral, referralById } from './referral.store.ts'
import { lineFor, lineOf } from './referral.view.ts'

const params = closed({ id: RowId })

/** How far what we sent has come, and sending again what nobody took in its time. */
export function deliveryRoutes(app: App, service: ServiceContext): void {
  // Codes and clocks only, so an open page may ask often; the referral itself is a look that is written down.
  app.get('/referrals/:id/line', { config: { action: 'read-referrals' }, schema: { params, response: { 200: ReferralLine } } }, (request) =>
    browse(request, async (tx) => {
      const referral = await referralById(tx, request.params.id)
      const standing = await standingOfReferral(tx, referral.id, service.stamp().now)
      const { kind } = service.organisation
      const line = lineOf(service, referral, await deliveryOf(tx, referral.caseId))
      // Whoever has the page open entered the case, by whatever reason; the list does not ask for one.
      return request.allows('enter-case', caseFor(kind, standing)) ? line : lineFor(request, kind, standing.assigned, line)
    }),
  )

  app.post(
    '/referrals/:id/resend',
    { config: { action: 'write-referral', creates: true }, schema: { params, body: closed({}), response: { 200: closed({ id: RowId }) } } },
    async (request) => {
      const { id } = request.params
      let expired: Awaited<ReturnType<ServiceContext['exchange']['reissue']>> = []
      await act(request, async (tx) => {
        const { caseId } = await lockReferral(tx, id)
        // DESIGN §4: what expired goes again only because a person said so; what still waits goes by itself.
        if (!(await deliveryOf(tx, caseId)).expired) throw new Refusal('state-forbids', { rule: 'not-expired' })
        expired = await service.exchange.reissue(tx, caseId)
        return { id }
      })
      service.exchange.dispatch(expired)
      return { id }
    },
  )
}
