import type { LawyerList, OfferList } from '@ihala/contract'
import { Card, Empty, Page, Read, TableFrame, useRead, useReading, useSession } from '@ihala/ui'
import type { Static } from 'typebox'
import { OfferRow } from './offer-row.tsx'

const EVERY = 10_000

/** Cases offered to lawyers: taken or given back in two steps; and, for whoever offers them, who speaks which languages. */
export default function OffersPage() {
  const { say, name, list, languageName } = useReading()
  const offers = useRead<Static<typeof OfferList>>('/offers', { every: EVERY })
  const offering = useSession().staff.roles.includes('legal-coordinator')
  const lawyers = useRead<Static<typeof LawyerList>>('/lawyers', { unless: !offering })
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
      {offering && (
        <Card title={say('lawyers.title')}>
          <Read from={lawyers}>
            {({ lawyers: all }) =>
              all.length === 0 ? (
                <Empty title={say('lawyers.empty')} />
              ) : (
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
              )
            }
          </Read>
        </Card>
      )}
    </Page>
  )
}
