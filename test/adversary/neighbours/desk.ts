import type { ExchangeState, LogState, ReferralPage } from '@ihala/contract'
import { until } from '../../kit/desk-client.ts'
import { handsOf, needFor, referralOf } from '../http/seeding.ts'
import type { Neighbour } from './neighbours.ts'

/** Refers a person from one organisation to another, through the sender's own desk; row id at the sender. */
export async function refer(from: Neighbour, to: Pick<Neighbour, 'entityId' | 'kind'>): Promise<string> {
  const hands = await handsOf(from)
  const sections = { identity: { names: { latin: 'Almaz Bekele' }, sex: 'female', nationality: 'ET' } }
  const { id } = await hands.ask<{ id: string }>('POST', '/people', { sections })
  return (await hands.ask<{ id: string }>('POST', '/referrals', referralOf(id, to.entityId, needFor(to.kind)))).id
}

/** Accepts whatever waits at a desk, and says how much that was. */
export async function acceptAll(at: Neighbour): Promise<number> {
  const hands = await handsOf(at)
  const { items } = await hands.ask<ReferralPage>('GET', '/referrals?box=received')
  const open = items.filter(({ state }) => state === 'requested' || state === 'opened')
  for (const { id, version } of open) await hands.ask('POST', `/referrals/${id}/accept`, { transfer: true, conditions: [] }, version)
  return open.length
}

/** How the admin sees the log of the house. */
export async function logState(at: Neighbour): Promise<LogState> {
  return (await handsOf(at)).ask<LogState>('GET', '/log-state')
}

/** How the admin sees what comes and goes. */
export async function exchangeState(at: Neighbour): Promise<ExchangeState> {
  return (await handsOf(at)).ask<ExchangeState>('GET', '/exchange-state')
}

/** The files of evidence about a member that an organisation's admin can take away. */
export async function evidenceAbout(at: Neighbour, member: string, kind: string): Promise<string[]> {
  const { evidence } = await logState(at)
  const lines = evidence.lines.filter((line) => line.member === member && line.kind === kind)
  const signedIn = await at.lone.signIn('founder', ['admin'])
  const files: string[] = []
  for (const { id } of lines)
    files.push((await at.lone.running.app.inject({ method: 'GET', url: `/evidence/${id}/content`, headers: signedIn })).payload)
  return files
}

/** What has become of an own event of a referral: `closed`, `waiting`, or why it is held up. */
export async function fateOf({ admin }: Neighbour, referral: string): Promise<string> {
  const [row] = await admin<{ fate: string }[]>`
    select coalesce(case when o.status = 'waiting' then o.held_up end, o.status) as fate
    from exchange.outbox o join desk.referral r using (case_id) where r.id = ${referral} order by o.seq limit 1`
  return row?.fate ?? 'not written'
}

/** Waits until a referral has got there, or is held up. */
export async function settledFate(at: Neighbour, referral: string): Promise<string> {
  return until(`what becomes of ${referral}`, async () => {
    const fate = await fateOf(at, referral)
    return fate === 'waiting' ? undefined : fate
  })
}
