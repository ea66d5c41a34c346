import type { AwardList, FundView } from '@ihala/contract'
import { Button, Card, Empty, Page, Read, useRead, useReading, useSession } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { AwardRow } from './award-row.tsx'
import { EndowmentDialog } from './endowment-dialog.tsx'
import { FundBar } from './fund-bar.tsx'

const EVERY = 10_000
/** ISO 4217: no currency; a fund nobody has given anything to yet. */
const NO_CURRENCY = 'X'.repeat(3)

/** What is left of the fund, and the awards that wait for a signature or for payment. */
export default function FundPage() {
  const { say } = useReading()
  const fund = useRead<FundView>('/fund', { every: EVERY })
  const { staff } = useSession()
  const decides = staff.roles.some((role) => role === 'case-worker' || role === 'approver')
  const awards = useRead<Static<typeof AwardList>>('/awards', { every: EVERY, unless: !decides })
  const [endowing, setEndowing] = useState(false)
  return (
    <Page
      title={say('fund.title')}
      about={say('fund.about')}
      actions={staff.roles.includes('admin') && <Button onPress={() => setEndowing(true)}>{say('fund.endow')}</Button>}
    >
      <Read from={fund}>
        {(content) => (content.currency === NO_CURRENCY ? <Empty title={say('fund.empty')} /> : <FundBar fund={content} />)}
      </Read>
      {decides && (
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
      )}
      {endowing && <EndowmentDialog onClose={() => setEndowing(false)} />}
    </Page>
  )
}
