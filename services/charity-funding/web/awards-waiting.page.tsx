import type { AwardList } from '@ihala/contract'
import { useRead, useReading, useSession, Waits } from '@ihala/ui'
import type { Static } from 'typebox'

const EVERY = 10_000

/** Awards that wait for my signature, and those that may be paid. */
export default function AwardsWaiting() {
  const { say } = useReading()
  const { roles } = useSession().staff
  const signs = roles.includes('approver')
  const pays = roles.includes('case-worker')
  const { content } = useRead<Static<typeof AwardList>>('/awards', { every: EVERY, unless: !signs && !pays })
  const awards = content?.awards ?? []
  const open = awards.filter(({ state, approvals }) => OPEN.includes(state) && !approvals.some(({ byMe }) => byMe))
  const toSign = signs ? open.length : 0
  const toPay = pays ? awards.filter(({ state }) => state === 'approved').length : 0
  return (
    <>
      <Waits count={toSign} said={say('awards.to-sign', { count: toSign })} to="/fund" />
      <Waits count={toPay} said={say('awards.to-pay', { count: toPay })} to="/fund" />
    </>
  )
}

const OPEN: readonly string[] = ['assessed', 'approved-once']
