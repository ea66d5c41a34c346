import type { ChoiceList, ReferralPage } from '@ihala/contract'
import { actAlone, type Job } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

let network: AttackedNetwork
let union: Hands
beforeAll(async () => {
  network = await attackedNetwork()
  union = await handsOf(network.of('union-liaison'))
}, 120_000)
afterAll(() => network?.stop())

/** All that ever came to a body, whatever it made of it. */
async function inboxOf({ admin }: Attacked): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select ((select count(*) from exchange.event) + (select count(*) from exchange.quarantine) + (select count(*) from exchange.waiting_room))::int as count`
  return row?.count ?? 0
}

/** Lets the clock of a referral run out, and rings as the queue does. */
async function ring(at: Attacked, referral: string): Promise<void> {
  const { service } = at.lone.running
  const job: Job | undefined = service.features.find(({ name }) => name === 'desk')?.jobs?.['ask-next-choice']
  if (!job) throw new Error('the desk asks nobody next')
  await at.admin`update desk.referral set due_at = now() - interval '1 minute' where id = ${referral}`
  await actAlone(service, (tx, send, stamp) => job({ referral }, { tx, send, stamp, service }))
}

const receivedBy = async (kind: string): Promise<ReferralPage['items']> =>
  (await (await handsOf(network.of(kind))).ask<ReferralPage>('GET', '/referrals?box=received')).items
const sentBy = async (): Promise<ReferralPage['items']> => (await union.ask<ReferralPage>('GET', '/referrals?box=sent')).items

test('c15: the first is silent, the second is asked at the clock, and whom she excluded meanwhile never gets an envelope', async () => {
  const at = network.of('union-liaison')
  const [house, charity, lawyers] = ['shelter', 'charity-funding', 'legal-aid'].map((kind) => network.of(kind).entityId)
  if (house === undefined || charity === undefined || lawyers === undefined) throw new Error('three bodies')
  const person = await union.ask<{ id: string; version: number }>('POST', '/people', {
    sections: { identity: { names: { latin: 'Hirut Bekele' }, sex: 'female' } },
  })
  const draft = referralOf(person.id, house, needFor('shelter'))
  const next = [charity, lawyers].map((to) => ({ to, consent: draft.consent }))
  const first = await union.ask<{ id: string }>('POST', '/referrals', { ...draft, next })
  await until('the house has it', async () => (await receivedBy('shelter'))[0])
  // The queue rings at the very clock that the house was given.
  const [rings] = await at.admin<{ same: boolean }[]>`
    select run_at = (select due_at from desk.referral where id = ${first.id}) as same from graphile_worker.jobs where key = ${`ask-next-choice/${first.id}`}`
  expect(rings?.same).toBe(true)

  const order = async (id: string) => {
    const { choices } = await union.ask<ChoiceList>('GET', `/referrals/${id}/choices`)
    return choices.map(({ partner, state, referralId }) => [partner, state, referralId])
  }
  expect(await order(first.id)).toEqual([
    [house, 'asked', first.id],
    [charity, 'waiting', null],
    [lawyers, 'waiting', null],
  ])

  await union.ask('PUT', `/people/${person.id}/exclusions`, { excluded: [charity] }, person.version)
  const before = await inboxOf(network.of('charity-funding'))
  await ring(at, first.id)

  const asked = await until('the lawyers are asked', async () => (await receivedBy('legal-aid'))[0])
  expect(asked.state).toBe('requested')
  await until('the house is told', async () => ((await receivedBy('shelter'))[0]?.cancelling ? true : undefined))
  await network.idle()
  expect(await inboxOf(network.of('charity-funding'))).toBe(before)
  expect((await sentBy()).map(({ partner }) => partner.entityId).sort()).toEqual([house, lawyers].sort())

  // Silent too, and nobody is left: a person is told, and no body.
  const second = (await sentBy()).find(({ partner }) => partner.entityId === lawyers)
  // The person’s order is seen from each referral of it, with what became of each.
  for (const id of [first.id, second?.id ?? ''])
    expect(await order(id)).toEqual([
      [house, 'asked', first.id],
      [charity, 'dropped', null],
      [lawyers, 'asked', second?.id],
    ])
  await ring(at, second?.id ?? '')
  await network.idle()
  expect(await sentBy()).toHaveLength(2)
  expect(await inboxOf(network.of('charity-funding'))).toBe(before)
  const { tasks } = await union.ask<{ tasks: { code: string; referralId: string | null }[] }>('GET', '/tasks')
  expect(tasks.filter(({ code }) => code === 'find-another-body').map(({ referralId }) => referralId)).toEqual([second?.id])
}, 60_000)

test('c15: who declines is followed by the next at once', async () => {
  const at = network.of('union-liaison')
  const person = await union.ask<{ id: string }>('POST', '/people', {
    sections: { identity: { names: { latin: 'Suman Thapa' }, sex: 'male' } },
  })
  const draft = referralOf(person.id, network.of('ministry-intake').entityId, needFor('ministry-intake'))
  const next = [{ to: network.of('charity-funding').entityId, consent: draft.consent }]
  const first = await union.ask<{ id: string }>('POST', '/referrals', { ...draft, next })
  const ministry = await handsOf(network.of('ministry-intake'))
  const line = await until('the ministry has it', async () => (await receivedBy('ministry-intake'))[0])
  await ministry.ask('POST', `/referrals/${line.id}/reject`, { reason: 'at-capacity', possibleIf: ['later-date'] }, line.version)
  await until('it is heard of', async () => ((await sentBy()).find(({ id }) => id === first.id)?.state === 'rejected' ? true : undefined))
  const [rings] = await at.admin<{ now: boolean }[]>`
    select run_at <= now() as now from graphile_worker.jobs where key = ${`ask-next-choice/${first.id}`}`
  expect(rings?.now).toBe(true)
  await ring(at, first.id)
  const asked = await until('the charity is asked', async () => (await receivedBy('charity-funding'))[0])
  expect(asked.state).toBe('requested')
})
