import { closed, HolderList, type HolderView, ReferralErasures, RowId } from '@ihala/contract'
import { type App, deliveryOf, read, type ServiceContext, type Tx } from '@ihala/kit'
import { isPast } from '@ihala/policy'
import { referralById } from '../referral/referral.store.ts'
import { erasuresOf } from './erasure.store.ts'
import { type Holder, holderFigures, holdersOf, owingHolders } from './holder.store.ts'
import { reachOf } from './holder.ts'

const SHOWN = 100

/** c2: who was told to erase, who stated what by when, and who has not. */
export function holderRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/holders',
    { config: { action: 'read-holders' }, schema: { params: closed({ id: RowId }), response: { 200: ReferralErasures } } },
    (request) =>
      read(request, { action: 'read-holders', subject: request.params.id }, async (tx) => {
        const referral = await referralById(tx, request.params.id)
        const [told, here] = await Promise.all([holdersOf(tx, referral.id), erasuresOf(tx, referral.caseId)])
        return { holders: await viewsOf(service, tx, told), here }
      }),
  )

  app.get('/holders', { config: { action: 'read-holders' }, schema: { response: { 200: HolderList } } }, (request) =>
    read(
      request,
      ({ holders }: HolderList) => holders.map(({ referralId }) => ({ action: 'read-holders', subject: referralId })),
      async (tx) => {
        const [figures, owing] = await Promise.all([holderFigures(tx, service.stamp().now), owingHolders(tx, SHOWN)])
        return { ...figures, holders: await viewsOf(service, tx, owing) }
      },
    ),
  )
}

async function viewsOf(service: ServiceContext, tx: Tx, holders: readonly Holder[]): Promise<HolderView[]> {
  const { now } = service.stamp()
  return Promise.all(
    holders.map(async (holder) => {
      const { caseId: _, overdueAt: __, ...shown } = holder
      const { waitingSince } = await deliveryOf(tx, holder.caseId)
      const reach = reachOf(service.registry.find(holder.partner)?.metadata.ihala_member.status, waitingSince)
      return { ...shown, reach, overdue: !holder.complete && isPast(holder.dueAt, now) }
    }),
  )
}
