import { closed, PersonWithdrawal, PersonWithdrawn, RowId } from '@ihala/contract'
import { type App, act, ifMatch, type ServiceContext } from '@ihala/kit'
import { nextVersion } from '../person/person.store.ts'
import { withdrawPerson } from './person-withdrawal.write.ts'

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
        const { referrals, kept } = await withdrawPerson({ tx, stamp, service }, id, { by, categories: categories ?? 'all' })
        return { id, version, referrals, kept: [...kept] }
      }),
  )
}
