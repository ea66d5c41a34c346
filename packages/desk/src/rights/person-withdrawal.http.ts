import { closed, PersonWithdrawal, PersonWithdrawn, RowId } from '@ihala/contract'
import { type App, act, addJob, ifMatch, randomId, type ServiceContext } from '@ihala/kit'
import { nextVersion } from '../person/person.store.ts'
import { referralsOfPerson } from '../referral/referral.store.ts'
import { erase } from './erasure.write.ts'
import { WITHDRAW_REFERRAL } from './withdrawal.jobs.ts'
import { erasable } from './withdrawal.write.ts'

/**
 * C7: the person takes back everything, or some categories of it. What was written of it in their own file here goes at once, but what
 * this house's law or a hold keeps; each body that was told erases and states it, each that referred them is told. Whom they excluded
 * stays excluded: that protects them.
 */
export function personWithdrawalRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/people/:id/withdraw',
    {
      config: { action: 'write-person', changes: true },
      schema: { params: closed({ id: RowId }), body: PersonWithdrawal, response: { 200: PersonWithdrawn } },
    },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const version = await nextVersion(tx, id, ifMatch(request))
        const { by, categories } = request.body
        const parts = erasable(categories ?? 'all').filter((part) => part !== 'words')
        const { id: erasure, kept } = await erase(
          { tx, stamp, service },
          { owner: id, of: randomId(), because: 'withdrawn', saidBy: by, whole: categories === undefined, parts, owed: false },
        )
        const referrals = await referralsOfPerson(tx, id)
        // Each in a transaction of its own: two conversations are never locked at once.
        for (const referral of referrals)
          await addJob(tx, WITHDRAW_REFERRAL, { referral, erasure }, { jobKey: [WITHDRAW_REFERRAL, referral, erasure].join('/') })
        return { id, version, referrals: referrals.length, kept: [...kept] }
      }),
  )
}
