import type { AwardView } from '@ihala/contract'
import { Button, Icon, LinkButton, ProblemNotice, Sep, useReading, useSend, useSession, When } from '@ihala/ui'
import { useState } from 'react'
import { PayDialog } from './pay-dialog.tsx'

const NEEDED = [0, 1] as const
const TONES = { assessed: 'calm', 'approved-once': 'warn', approved: 'accent', paid: 'good', refused: '' } as const

/** One award: how much for what, its two signatures, and what I may do with it. Whoever signed first cannot sign second. */
export function AwardRow({ award }: { award: AwardView }) {
  const { say, word, money, month } = useReading()
  const { send, pending, problem } = useSend()
  const act = (verb: 'approve' | 'refuse') =>
    void send({ method: 'POST', path: `/awards/${award.id}/${verb}`, body: {}, version: award.version })
  const { staff } = useSession()
  const [paying, setPaying] = useState(false)
  const mayDecide = staff.roles.includes('approver')
  const mayPay = mayDecide || staff.roles.includes('case-worker')
  const open = award.state === 'assessed' || award.state === 'approved-once'
  const signedByMe = award.approvals.some(({ byMe }) => byMe)
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong className="numbers">{money(award.minorUnits, award.currency)}</strong>
          <span>
            {word('award-purpose', award.purpose)}
            <Sep />
            {month(award.period)}
          </span>
          <span className={`badge ${TONES[award.state]}`}>{word('award-state', award.state)}</span>
        </span>
        <ol className="signatures">
          {NEEDED.map((index) => {
            const approval = award.approvals[index]
            return (
              <li key={index} className="small">
                <span className={approval ? 'tick done' : 'tick'} aria-hidden="true">
                  {approval && <Icon name="tick" size={12} />}
                </span>
                {approval ? (
                  <span>
                    {say(approval.byMe ? 'awards.signed.me' : 'awards.signed.other')}
                    <Sep />
                    <When at={approval.at} hour />
                  </span>
                ) : (
                  <span className="muted">{say(index === 0 ? 'awards.first' : 'awards.second')}</span>
                )}
              </li>
            )
          })}
        </ol>
        {award.paidAt && (
          <span className="small">
            {say('awards.paid-at')} <When at={award.paidAt} hour />
          </span>
        )}
        {open && signedByMe && <span className="small muted">{say('awards.needs-other')}</span>}
        <ProblemNotice problem={problem} />
      </span>
      <LinkButton to={`/referrals/${award.referralId}`} look="quiet">
        <bdi className="numbers">{award.reference}</bdi>
      </LinkButton>
      {open && mayDecide && (
        <>
          <Button look="primary" onPress={() => act('approve')} pending={pending} disabled={signedByMe}>
            {say(award.state === 'assessed' ? 'awards.approve.first' : 'awards.approve.second')}
          </Button>
          <Button look="danger" onPress={() => act('refuse')} pending={pending}>
            {say('awards.refuse')}
          </Button>
        </>
      )}
      {award.state === 'approved' && mayPay && (
        <Button look="primary" onPress={() => setPaying(true)}>
          {say('awards.pay')}
        </Button>
      )}
      {paying && <PayDialog award={award} onClose={() => setPaying(false)} />}
    </li>
  )
}
