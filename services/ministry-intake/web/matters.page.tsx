import type { MatterList } from '@ihala/contract'
import { ClockBar, Empty, LinkButton, Page, Read, Sep, useRead, useReading } from '@ihala/ui'
import type { Static } from 'typebox'

/** Complaints taken on, by the end of their conciliation. */
export default function MattersPage() {
  const { say, word } = useReading()
  const matters = useRead<Static<typeof MatterList>>('/matters')
  return (
    <Page title={say('matters.title')} about={say('matters.about')}>
      <Read from={matters}>
        {({ matters: all }) =>
          all.length === 0 ? (
            <Empty title={say('matters.empty')} />
          ) : (
            <ul className="list">
              {all
                .toSorted((a, b) => a.conciliationDueAt.localeCompare(b.conciliationDueAt))
                .map((matter) => (
                  <li key={matter.id}>
                    <ClockBar
                      clock={{ startedAt: matter.registeredAt, dueAt: matter.conciliationDueAt }}
                      ended={matter.conciliation !== 'running'}
                    />
                    <span className="grow">
                      <strong>
                        <bdi className="numbers">{matter.reference}</bdi>
                      </strong>
                      <Sep />
                      {word('conciliation', matter.conciliation)}
                    </span>
                    <span className="chips">
                      <span className={`badge ${matter.indicators.length > 0 ? 'danger' : ''}`}>
                        {say('matters.indicators', { count: matter.indicators.length })}
                      </span>
                      <span className="badge">{word('victim', matter.victimStatus)}</span>
                      <span className={`badge ${matter.employerNotifiedAt ? 'warn' : ''}`}>
                        {say(matter.employerNotifiedAt ? 'matters.employer.knows' : 'matters.employer.knows-not')}
                      </span>
                    </span>
                    <LinkButton to={`/referrals/${matter.referralId}`}>{say('matters.open')}</LinkButton>
                  </li>
                ))}
            </ul>
          )
        }
      </Read>
    </Page>
  )
}
