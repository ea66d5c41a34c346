import { Created, closed, RowId, Withdrawal } from '@ihala/contract'
import { type App, act, ifMatch, type ServiceContext } from '@ihala/kit'
import { orOvertaken } from '../change/overtaken.ts'
import { referralNow } from '../referral/referral.read.ts'
import { lockReferral, referralById } from '../referral/referral.store.ts'
import { assertVersion } from '../referral/referral.ts'
import { tellWithdrawn, wishWithdrawn } from './withdrawal.write.ts'

/**
 * C7: the person takes back what they allowed, at either end, as easily as they gave it: one request, no reason, one member of
 * staff. Whoever referred them says so to the holder at once; a holder to whom it is said erases, and tells whoever referred them.
 */
export function withdrawalRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/referrals/:id/withdraw',
    {
      config: { action: 'write-referral', changes: true },
      schema: { params: closed({ id: RowId }), body: Withdrawal, response: { 200: Created } },
    },
    async (request, reply) => {
      const { id } = request.params
      const { categories, by } = request.body
      const change = () =>
        act(
          request,
          async (tx, send, stamp) => {
            const referral = await lockReferral(tx, id)
            assertVersion(referral, ifMatch(request))
            const context = { tx, send, stamp, service }
            const version =
              referral.side === 'sender'
                ? await tellWithdrawn(context, referral, { categories, by })
                : await wishWithdrawn(context, referral, categories)
            return { id, version }
          },
          { answerAgain: async (tx) => ({ id, version: (await referralById(tx, id)).version }) },
        )
      return orOvertaken(request, reply, change, () => referralNow(request, service, id))
    },
  )
}
