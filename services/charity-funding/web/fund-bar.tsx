import type { FundView } from '@ihala/contract'
import { Terms, useReading } from '@ihala/ui'
import type { CSSProperties } from 'react'

/** The fund as a bar: paid, promised, left; under it the same as numbers. */
export function FundBar({ fund }: { fund: FundView }) {
  const { say, money } = useReading()
  const part = (minorUnits: number): CSSProperties => ({ inlineSize: `${fund.endowed === 0 ? 0 : (minorUnits / fund.endowed) * 100}%` })
  return (
    <section className="card stack">
      <p className="fund-left">
        <span className="muted">{say('fund.left')}</span> <strong className="numbers">{money(fund.available, fund.currency)}</strong>
      </p>
      <div className="fund-bar" aria-hidden="true">
        <span className="paid" style={part(fund.paid)} />
        <span className="reserved" style={part(fund.reserved)} />
      </div>
      <Terms
        pairs={[
          [
            say('fund.endowed'),
            <span key="endowed" className="numbers">
              {money(fund.endowed, fund.currency)}
            </span>,
          ],
          [
            say('fund.paid'),
            <span key="paid" className="numbers fund-paid">
              {money(fund.paid, fund.currency)}
            </span>,
          ],
          [
            say('fund.reserved'),
            <span key="reserved" className="numbers fund-reserved">
              {money(fund.reserved, fund.currency)}
            </span>,
          ],
        ]}
      />
    </section>
  )
}
