import type { AwardList, FundView } from '@ihala/contract'
import { Card, Empty, Page, Read, useRead, useReading } from '@ihala/ui'
import type { Static } from 'typebox'
import { AwardRow } from './award-row.tsx'
import { FundBar } from './fund-bar.tsx'

const EVERY = 10_000

/** What is left of the fund, and the awards that wait for a signature or for payment. */
export default function FundPage() {
  const { say } = useReading()
  const fund = useRead<FundView>('/fund', { every: EVERY })
  const awards = useRead<Static<typeof AwardList>>('/awards', { every: EVERY })
  return (
    <Page title={say('fund.title')} about={say('fund.about')}>
      <Read from={fund}>{(content) => <FundBar fund={content} />}</Read>
      <Card title={say('awards.title')}>
        <Read from={awards}>
          {({ awards: all }) =>
            all.length === 0 ? (
              <Empty title={say('awards.empty')} />
            ) : (
              <ul className="list">
                {all.map((award) => (
                  <AwardRow key={award.id} award={award} />
                ))}
              </ul>
            )
          }
        </Read>
      </Card>
    </Page>
  )
}
