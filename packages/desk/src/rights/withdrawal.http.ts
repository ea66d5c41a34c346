import { Created, closed, type Event, RowId, Withdrawal } from '@ihala/contract'
import { type App, act, ifMatch, type ServiceContext } from '@ihala/kit'
import { orOvertaken } from '../change/overtaken.ts'
import { referralNow } from '../referral/referral.read.ts'
import { lockReferral, referralById } from '../referral/referral.store.ts'
import { assertVersion, type Referral } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'

/**
 * C7: the person takes back what they allowed, at either end, as easily as they gave it: one request, no reason, one member of
 * staff. Whoever referred them says so to the holder at once; a holder to whom it is said tells whoever referred them, who then does.
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
      const change = () =>
        act(
          request,
          async (tx, send, stamp) => {
            const referral = await lockReferral(tx, id)
            assertVersion(referral, ifMatch(request))
            return { id, version: await writeEvent({ tx, send, stamp }, referral, wordOf(referral, request.body)) }
          },
          { answerAgain: async (tx) => ({ id, version: (await referralById(tx, id)).version }) },
        )
      return orOvertaken(request, reply, change, () => referralNow(request, service, id))
    },
  )
}

function wordOf({ side }: Referral, { categories, by }: Withdrawal): Event {
  return side === 'sender'
    ? { type: 'consent-withdrawn', data: { categories, by } }
    : { type: 'withdrawal-requested', data: { categories } }
}
