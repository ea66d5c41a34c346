import { ChoiceList, closed, RowId } from '@ihala/contract'
import { type App, browse, type ServiceContext } from '@ihala/kit'
import { askedTogether } from '../question/question.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { referralById } from '../referral/referral.store.ts'
import { choicesListed } from './choice.store.ts'

/** J-2, c15: in which order the person wants bodies asked, and how far that has come. */
export function choiceRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/choices',
    { config: { action: 'read-referral' }, schema: { params: closed({ id: RowId }), response: { 200: ChoiceList } } },
    (request) =>
      browse(request, async (tx) => {
        const { id } = await referralById(tx, request.params.id)
        assertEnters(request, service.organisation.kind, await standingOfReferral(tx, id, service.stamp().now))
        const after = await choicesListed(tx, id)
        const together = (await askedTogether(tx, id)).length > 1
        const [next] = after
        if (next === undefined) return { choices: [], together }
        const { partner, id: referralId } = await referralById(tx, next.firstReferral)
        return {
          choices: [{ partner, state: 'asked' as const, referralId }, ...after.map(({ firstReferral: _, ...choice }) => choice)],
          together,
        }
      }),
  )
}
