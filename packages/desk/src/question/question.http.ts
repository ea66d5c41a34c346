import { AnswersBeside, closed, RowId } from '@ihala/contract'
import { type App, browse, deliveryOf, type ServiceContext, type Tx } from '@ihala/kit'
import { assertEnters } from '../reading/reading.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { referralById } from '../referral/referral.store.ts'
import { capacityOf, lineOf, rejectionOf } from '../referral/referral.view.ts'
import { askedTogether, type Beside } from './question.store.ts'
import { hasPlace, isOpenToChoice } from './question.ts'

/** J-2: what those answered who were asked the same at once, side by side; codes and clocks, so an open page may ask often. */
export function questionRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/answers',
    { config: { action: 'read-referral' }, schema: { params: closed({ id: RowId }), response: { 200: AnswersBeside } } },
    (request) =>
      browse(request, async (tx) => {
        const { id, personId } = await referralById(tx, request.params.id)
        assertEnters(request, service.organisation.kind, await standingOfReferral(tx, id, service.stamp().now))
        const together = await askedTogether(tx, id)
        const answers = []
        for (const one of together) answers.push(await answerOf(tx, service, one, together))
        return { personId, answers }
      }),
  )
}

async function answerOf(
  tx: Tx,
  service: ServiceContext,
  { referralId }: Beside,
  together: readonly Beside[],
): Promise<AnswersBeside['answers'][number]> {
  const referral = await referralById(tx, referralId)
  const others = together.filter((one) => one.referralId !== referralId)
  return {
    referral: lineOf(service, referral, await deliveryOf(tx, referral.caseId)),
    capacity: capacityOf(referral),
    rejection: rejectionOf(referral),
    conflict: referral.conflict,
    opens: [...referral.consent.categories],
    mayChoose: hasPlace(referral) && isOpenToChoice(others.map(({ state }) => state)),
  }
}
