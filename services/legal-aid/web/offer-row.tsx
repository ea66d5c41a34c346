import type { OfferList } from '@ihala/contract'
import { Away, Button, LinkButton, ProblemNotice, Sep, useReading, useSend, useSession } from '@ihala/ui'
import type { Static } from 'typebox'

type Offer = Static<typeof OfferList>['offers'][number]
const TONES = { offered: 'calm', taken: 'good', returned: '' } as const

/** A case offered to a lawyer, and the answer of whoever may give it. */
export function OfferRow({ offer }: { offer: Offer }) {
  const { say, name, word, list } = useReading()
  const { staff } = useSession()
  const { send, pending, problem } = useSend()
  const answer = (verb: 'take' | 'return') =>
    void send({ method: 'POST', path: `/offers/${offer.id}/${verb}`, body: {}, version: offer.version })
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>
            <bdi className="numbers">{offer.reference}</bdi>
          </strong>
          <span>{name(offer.lawyerNames)}</span>
          <span className={`badge ${TONES[offer.state]}`}>{word('offer-state', offer.state)}</span>
        </span>
        {offer.urgency !== null && (
          <span>
            {list(offer.needs.map((need) => word('need', need)))}
            <Sep />
            {word('urgency', offer.urgency)}
          </span>
        )}
        <Away at={offer.answeredAt ?? offer.offeredAt} />
        <ProblemNotice problem={problem} />
      </span>
      <LinkButton to={`/referrals/${offer.referralId}`} look="quiet">
        {say('offers.referral')}
      </LinkButton>
      {offer.state === 'offered' && staff.roles.includes('lawyer') && (
        <Button look="primary" onPress={() => answer('take')} pending={pending}>
          {say('offers.take')}
        </Button>
      )}
      {offer.state !== 'returned' && (
        <Button onPress={() => answer('return')} pending={pending}>
          {say('offers.return')}
        </Button>
      )}
    </li>
  )
}
