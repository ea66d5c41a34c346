import type { ReferralDetail, ReferralPage } from '@ihala/contract'
import { actAlone, type Job } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attacked, type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

let network: AttackedNetwork
let union: Hands
let house: Hands
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison'])
  union = await handsOf(network.of('union-liaison'))
  house = await handsOf(network.of('shelter'))
}, 120_000)
afterAll(() => network?.stop())

const lineAt = async (hands: Hands, box: 'received' | 'sent', of: (id: string) => boolean) =>
  (await hands.ask<ReferralPage>('GET', `/referrals?box=${box}`)).items.find(({ id }) => of(id))

/** Somebody in the shelter, whose identity it knows; the referral at both ends. */
async function received() {
  const known = new Set((await house.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  const person = await union.ask<{ id: string }>('POST', '/people', {
    sections: { identity: { names: { latin: 'Hirut Bekele' }, sex: 'female' } },
  })
  const draft = referralOf(person.id, network.of('shelter').entityId, needFor('shelter'))
  const consent = { ...draft.consent, categories: [...new Set([...draft.consent.categories, 'identity'])] }
  const { id: sent } = await union.ask<{ id: string }>('POST', '/referrals', { ...draft, consent })
  const line = await until('the house has it', () => lineAt(house, 'received', (id) => !known.has(id)))
  await house.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  await until('the house knows who it is', async () =>
    (await house.ask<ReferralDetail>('GET', `/referrals/${line.id}`)).sections.some(({ category }) => category === 'identity')
      ? true
      : undefined,
  )
  return { sent, came: line.id }
}

/** What a body keeps of the identity of whom a referral is about: rows of it, filled events of it, keys of it, and whether it is marked erased. */
async function identityAt({ admin }: Attacked, referral: string) {
  const [row] = await admin<{ sections: number; events: number; keys: number; erased: number }[]>`
    select (select count(*)::int from desk.section s where s.owner = r.case_id and s.category = 'identity') as sections,
      (select count(*)::int from exchange.event e where e.case_id = r.case_id and e.part = 'identity' and octet_length(e.inner_jws) > 0) as events,
      (select count(*)::int from kit.case_key k where k.case_id = r.case_id and k.part = 'identity' and k.wrapped is not null) as keys,
      (select count(*)::int from kit.case_key k where k.case_id = r.case_id and k.part = 'identity' and k.erased_at is not null) as erased
    from desk.referral r where r.id = ${referral}`
  return row
}
const versionOf = async (hands: Hands, id: string): Promise<number> =>
  (await hands.ask<ReferralDetail>('GET', `/referrals/${id}`)).referral.version

/** States what was erased, as the queue does ten minutes later. */
async function stated(at: Attacked): Promise<void> {
  const { service } = at.lone.running
  const job: Job | undefined = service.features.find(({ name }) => name === 'desk')?.jobs?.['state-erasure']
  if (!job) throw new Error('nobody states what was erased')
  const rows = await at.admin<{ payload: Record<string, string> }[]>`
    select payload from graphile_worker._private_jobs where key like 'state-erasure/%'`
  for (const { payload } of rows) await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
  await at.admin`delete from graphile_worker._private_jobs where key like 'state-erasure/%'`
}

test('C7, T42: what the person takes back where they gave it is erased where it is held, with its key, and the holder says so', async () => {
  const { sent, came } = await received()
  expect(await identityAt(network.of('shelter'), came)).toEqual({ sections: 1, events: 1, keys: 1, erased: 0 })
  const word = { categories: ['identity'], by: 'person' }
  await union.ask('POST', `/referrals/${sent}/withdraw`, word, await versionOf(union, sent))
  await until('it is erased', async () => ((await identityAt(network.of('shelter'), came))?.erased === 1 ? true : undefined))
  expect(await identityAt(network.of('shelter'), came)).toEqual({ sections: 0, events: 0, keys: 0, erased: 1 })
  await stated(network.of('shelter'))
  const told = await until('the union is told', async () =>
    (await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)).timeline.find(({ event }) => event === 'erasure-stated'),
  )
  expect(told.by).toBe('them')
  // The referral goes on: taking something back is no condition of help.
  expect((await lineAt(house, 'received', (id) => id === came))?.state).toBe('accepted')
})

test('C7: said where it is held, it binds there at once, goes up, and is erased there too', async () => {
  const { sent, came } = await received()
  await house.ask('POST', `/referrals/${came}/withdraw`, { categories: ['identity'], by: 'person' }, await versionOf(house, came))
  // With the answer to the request, whether or not anybody above can be reached.
  expect(await identityAt(network.of('shelter'), came)).toEqual({ sections: 0, events: 0, keys: 0, erased: 1 })
  const timeline = await until('it has gone up and come back', async () => {
    const { timeline: lines } = await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)
    return lines.some(({ event }) => event === 'consent-withdrawn') ? lines : undefined
  })
  expect(timeline.map(({ event, by }) => [event, by])).toEqual(
    expect.arrayContaining([
      ['withdrawal-requested', 'them'],
      ['consent-withdrawn', 'us'],
    ]),
  )
  // The page of it stands at both ends, with what is left.
  expect((await house.ask<ReferralDetail>('GET', `/referrals/${came}`)).consent.withdrawn).toEqual(['identity'])
  expect((await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)).consent.withdrawn).toEqual(['identity'])
})
