import type { AwardList, FundView, ReferralDetail } from '@ihala/contract'
import {
  Button,
  Card,
  FAMILIES,
  Form,
  MoneyField,
  Notice,
  OneOf,
  type ReferralPartProps,
  useRead,
  useReading,
  useSend,
  useSession,
} from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { AwardRow } from './award-row.tsx'

const TAKEN_ON = ['accepted', 'in-progress', 'on-hold']

/** On the referral's page: assess what is given, then the two signatures. The payee is the body that asked. */
export default function AwardFor({ detail }: ReferralPartProps) {
  const { say, name } = useReading()
  const { referral } = detail
  const { staff } = useSession()
  const awards = useRead<Static<typeof AwardList>>('/awards')
  if (referral.side !== 'recipient') return null
  const mine = awards.content?.awards.filter(({ referralId }) => referralId === referral.id) ?? []
  const mayAssess =
    staff.roles.includes('case-worker') && TAKEN_ON.includes(referral.state) && !mine.some(({ state }) => state !== 'refused')
  if (mine.length === 0 && !mayAssess) return null
  return (
    <Card title={say('award-for.title')}>
      <div className="stack">
        <Notice>{say('award-for.payee', { partner: name(referral.partner.names) })}</Notice>
        {mine.length > 0 && (
          <ul className="list">
            {mine.map((award) => (
              <AwardRow key={award.id} award={award} />
            ))}
          </ul>
        )}
        {mayAssess && <AssessForm detail={detail} />}
      </div>
    </Card>
  )
}

function AssessForm({ detail: { referral, need } }: { detail: ReferralDetail }) {
  const { say, word, money, month } = useReading()
  const fund = useRead<FundView>('/fund')
  const [minorUnits, setMinorUnits] = useState<number | undefined>(need?.amount?.minorUnits)
  const [purpose, setPurpose] = useState<(typeof FAMILIES)['award-purpose'][number]>()
  const { send, pending, problem } = useSend()
  const currency = fund.content?.currency ?? need?.amount?.currency ?? 'QAR'
  const period = need?.amount?.period ?? new Date().toISOString().slice(0, 7)
  const submit = () =>
    send({ method: 'POST', path: `/referrals/${referral.id}/award`, body: { minorUnits, period, purpose }, version: referral.version })
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <MoneyField
        name="/minorUnits"
        label={say('award-for.amount')}
        hint={fund.content && say('award-for.left', { left: money(fund.content.available, fund.content.currency) })}
        value={minorUnits}
        onChange={setMinorUnits}
        currency={currency}
        required
      />
      <p className="small muted">{say('award-for.period', { month: month(period) })}</p>
      <OneOf
        name="/purpose"
        label={say('award-for.purpose')}
        value={purpose}
        onChange={setPurpose}
        options={FAMILIES['award-purpose'].map((code) => ({ code, word: word('award-purpose', code) }))}
      />
      <div>
        <Button submit pending={pending} disabled={minorUnits === undefined || minorUnits === 0 || !purpose}>
          {say('award-for.send')}
        </Button>
      </div>
    </Form>
  )
}
