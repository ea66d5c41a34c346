import type { GuardedCount, ReferralCounts } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'
import { Card, Read } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { useReading } from '../i18n/reading.tsx'

/** How many referrals there are, by side and state; a small number is not told. */
export function CountsCard() {
  const { say, word, number } = useReading()
  const shown = (count: GuardedCount) => (count === 'few' ? say('counts.few') : number(count))
  const counts = useRead<ReferralCounts>('/referral-counts')
  return (
    <Card title={say('counts.title')}>
      <p className="small muted">{say('counts.about')}</p>
      <Read from={counts}>
        {({ rows, completions }) =>
          rows.length === 0 ? (
            <p>{say('counts.empty')}</p>
          ) : (
            <>
              <TableFrame label={say('counts.title')}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{say('work.boxes')}</th>
                      <th scope="col">{say('counts.state')}</th>
                      <th scope="col">{say('counts.how-many')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(({ side, state, count }) => (
                      <tr key={`${side}-${state}`}>
                        <td>{say(`counts.side.${side}`)}</td>
                        <th scope="row">{word('state', state)}</th>
                        <td className="numbers">{shown(count)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
              {completions.length > 0 && (
                <TableFrame label={say('counts.completed')}>
                  <table>
                    <caption>{say('counts.completed')}</caption>
                    <thead>
                      <tr>
                        <th scope="col">{say('work.boxes')}</th>
                        <th scope="col">{say('counts.reported')}</th>
                        <th scope="col">{say('counts.confirmed')}</th>
                        <th scope="col">{say('counts.contradicted')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {completions.map(({ side, reported, confirmed, contradicted }) => (
                        <tr key={side}>
                          <th scope="row">{say(`counts.side.${side}`)}</th>
                          <td className="numbers">{shown(reported)}</td>
                          <td className="numbers">{shown(confirmed)}</td>
                          <td className="numbers">{shown(contradicted)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableFrame>
              )}
            </>
          )
        }
      </Read>
    </Card>
  )
}
