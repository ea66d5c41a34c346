import type { OfferList } from '@ihala/contract'
import { useRead, useReading, useSession, Waits } from '@ihala/ui'
import type { Static } from 'typebox'

const EVERY = 10_000

/** Cases that are offered to me, and that I have not answered. */
export default function OffersWaiting() {
  const { say } = useReading()
  const { id, roles } = useSession().staff
  const { content } = useRead<Static<typeof OfferList>>('/offers', { every: EVERY, unless: !roles.includes('lawyer') })
  const count = content?.offers.filter(({ state, lawyerId }) => state === 'offered' && lawyerId === id).length ?? 0
  return <Waits count={count} said={say('offers.waiting', { count })} to="/offers" />
}
