import type { MatterList, MatterView } from '@ihala/contract'
import { Card, ClockBar, FAMILIES, Read, type ReferralPartProps, Terms, useRead, useReading, When } from '@ihala/ui'
import type { Static } from 'typebox'
import { EmployerStep } from './employer-step.tsx'
import { JointSessionStep } from './joint-session-step.tsx'
import { ScreeningStep } from './screening-step.tsx'
import { SettlementStep } from './settlement-step.tsx'

/** On the referral's page: the matter it became. Screening first, then the worker's own word, then the employer. */
export default function MatterFor({ detail }: ReferralPartProps) {
  const { say, word } = useReading()
  const matters = useRead<Static<typeof MatterList>>(`/matters?referralId=${detail.referral.id}`, {
    unless: detail.referral.side !== 'recipient' || !detail.referral.facts.decidedAt,
  })
  if (detail.referral.side !== 'recipient' || !detail.referral.facts.decidedAt) return null
  return (
    <Read from={matters}>
      {({ matters: all }) => {
        const matter = all.find(({ referralId }) => referralId === detail.referral.id)
        if (!matter) return null
        return (
          <Card title={say('matter.title')} aside={<span className="badge accent">{word('conciliation', matter.conciliation)}</span>}>
            <div className="stack">
              {/* Where it is the referral's own clock, that stands above. */}
              {matter.conciliationDueAt !== detail.referral.dueAt && (
                <ClockBar
                  clock={{ startedAt: matter.registeredAt, dueAt: matter.conciliationDueAt }}
                  ended={matter.conciliation !== 'running'}
                />
              )}
              <Terms
                pairs={[
                  [say('matter.registered'), <When key="registered" at={matter.registeredAt} hour />],
                  [say('matter.due'), <When key="due" at={matter.conciliationDueAt} hour />],
                  [say('matter.victim'), word('victim', matter.victimStatus)],
                  [
                    say('matter.indicators'),
                    matter.indicators.length > 0 ? (
                      <ByStrength key="indicators" found={matter.indicators} />
                    ) : (
                      say('matter.indicators.none')
                    ),
                  ],
                  [say('matter.joint-session'), matter.jointSessionAt && <When key="joint" at={matter.jointSessionAt} hour />],
                ]}
              />
              <ScreeningStep matter={matter} />
              <EmployerStep matter={matter} />
              <JointSessionStep matter={matter} />
              <SettlementStep matter={matter} />
            </div>
          </Card>
        )
      }}
    </Read>
  )
}

/** The indicators, the surest first. */
function ByStrength({ found }: { found: MatterView['indicators'] }) {
  const { say, word, list } = useReading()
  return FAMILIES.confidence.map((confidence) => {
    const these = found.filter((one) => one.confidence === confidence)
    if (these.length === 0) return null
    const said = list(these.map(({ indicator }) => word('indicator', indicator)))
    return <p key={confidence}>{say('matter.indicators.of', { confidence: word('confidence', confidence), list: said })}</p>
  })
}
