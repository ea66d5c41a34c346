import type { LawyerList, OfferList } from '@ihala/contract'
import {
  Away,
  Button,
  Card,
  Empty,
  LinkButton,
  Page,
  ProblemNotice,
  Read,
  TableFrame,
  useRead,
  useReading,
  useSend,
  useSession,
} from '@ihala/ui'
import type { Static } from 'typebox'

type Offer = Static<typeof OfferList>['offers'][number]
const EVERY = 10_000
const TONES = { offered: 'calm', taken: 'good', returned: '' } as const

/** Cases offered to lawyers: taken or given back in two steps; and who speaks which languages. */
export default function OffersPage() {
  const { say, name, list, languageName } = useReading()
  const offers = useRead<Static<typeof OfferList>>('/offers', { every: EVERY })
  const lawyers = useRead<Static<typeof LawyerList>>('/lawyers')
  return (
    <Page title={say('offers.title')} about={say('offers.about')}>
      <Read from={offers}>
        {({ offers: all }) =>
          all.length === 0 ? (
            <Empty title={say('offers.empty')} />
          ) : (
            <ul className="list">
              {all.map((offer) => (
                <OfferRow key={offer.id} offer={offer} />
              ))}
            </ul>
          )
        }
      </Read>
      <Card title={say('lawyers.title')}>
        <Read from={lawyers}>
          {({ lawyers: all }) => (
            <TableFrame label={say('lawyers.title')}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{say('lawyers.name')}</th>
                    <th scope="col">{say('lawyers.languages')}</th>
                    <th scope="col">{say('lawyers.cases')}</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map(({ id, names, languages, cases }) => (
                    <tr key={id}>
                      <th scope="row">{name(names)}</th>
                      <td>{list(languages.map(languageName))}</td>
                      <td className="numbers">{say('lawyers.count', { count: cases })}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </Read>
      </Card>
    </Page>
  )
}

function OfferRow({ offer }: { offer: Offer }) {
  const { say, name, word } = useReading()
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
