import type { KeptHere, MyData, ReferralDetail, ReferralPage } from '@ihala/contract'
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

/** Does what waits in the queue under a name, as the worker does when its time has come. */
async function done(at: Attacked, name: string): Promise<void> {
  const { service } = at.lone.running
  const job: Job | undefined = service.features.find((feature) => feature.name === 'desk')?.jobs?.[name]
  if (!job) throw new Error(`nobody does ${name}`)
  const rows = await at.admin<{ payload: Record<string, string> }[]>`
    select payload from graphile_worker._private_jobs where starts_with(key, ${`${name}/`})`
  for (const { payload } of rows) await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
  await at.admin`delete from graphile_worker._private_jobs where starts_with(key, ${`${name}/`})`
}
/** States what was erased, as the queue does ten minutes later. */
const stated = (at: Attacked): Promise<void> => done(at, 'state-erasure')

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
  // C9: what the person is told of it has the house's signed statement behind it, which the union receipted.
  const { personId } = await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)
  const { others } = await union.ask<MyData>('GET', `/people/${personId}/my-data`)
  const proof = { iss: network.of('shelter').entityId, receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) }
  expect(others[0]?.told).toMatchObject([{ complete: true, erased: expect.arrayContaining(['identity']), kept: [], proof }])
  // The referral goes on: taking something back is no condition of help (R-2).
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

test('T42: notes go with what is taken back, and the case goes on: later ones are written and shown at both ends, and the person may know of both', async () => {
  const { sent, came } = await received()
  const writes = async (hands: Hands, id: string, text: string) =>
    hands.ask('POST', `/referrals/${id}/note`, { text }, await versionOf(hands, id))
  const shown = async (hands: Hands, id: string) =>
    (await hands.ask<ReferralDetail>('GET', `/referrals/${id}`)).notes.map(({ text }) => text)
  const shows = (hands: Hands, id: string, texts: readonly string[]) =>
    until(texts.join(), async () => (JSON.stringify(await shown(hands, id)) === JSON.stringify(texts) ? true : undefined))
  await writes(union, sent, 'she sleeps')
  await shows(house, came, ['she sleeps'])
  await writes(house, came, 'she eats')
  await shows(union, sent, ['she sleeps', 'she eats'])

  await union.ask('POST', `/referrals/${sent}/withdraw`, { categories: ['identity'], by: 'person' }, await versionOf(union, sent))
  await shows(house, came, [])
  await writes(union, sent, 'she woke')
  await shows(house, came, ['she woke'])
  await writes(house, came, 'she drank')
  await shows(union, sent, ['she sleeps', 'she eats', 'she woke', 'she drank'])
  // The sender’s own of before go with the holder’s word; what was written since stays.
  await stated(network.of('shelter'))
  await shows(union, sent, ['she woke', 'she drank'])

  const { personId } = await house.ask<ReferralDetail>('GET', `/referrals/${came}`)
  const { own } = await house.ask<MyData>('GET', `/people/${personId}/my-data`)
  const ofWords = own.flatMap(({ line }) => ('part' in line && line.part === 'words' ? [line.is] : []))
  expect(ofWords.toSorted()).toEqual(['erased', 'held', 'passed-on', 'passed-on', 'received', 'received'])

  await union.ask('POST', `/referrals/${sent}/withdraw`, { categories: 'all', by: 'person' }, await versionOf(union, sent))
  await shows(house, came, [])
  for (const [hands, id] of [
    [union, sent],
    [house, came],
  ] as const)
    await expect(writes(hands, id, 'one more')).rejects.toThrow('grant-missing')
})

test('c2: what a hold keeps although the person took it back shows no more to those who work on the case, and to whoever answers for it', async () => {
  const { sent, came } = await received()
  const shelter = network.of('shelter')
  const [worker, second, officer] = [
    await handsOf(shelter, 'grace', ['shelter-worker']),
    await handsOf(shelter, 'omar', ['duty-officer']),
    await handsOf(shelter, 'dina', ['data-protection-officer']),
  ]
  const lastDay = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const order = { basis: 'ordered-by-court', parts: ['identity', 'words'], until: lastDay }
  await union.ask('POST', `/referrals/${sent}/note`, { text: 'she sleeps' }, await versionOf(union, sent))
  const page = (hands: Hands) => hands.ask<ReferralDetail>('GET', `/referrals/${came}`)
  await until('the note is there', async () => ((await page(worker)).notes.length === 1 ? true : undefined))
  const { id } = await worker.ask<{ id: string }>('POST', `/referrals/${came}/holds`, order)
  await second.ask('POST', `/holds/${id}/confirm`, {})
  expect((await page(worker)).sections.map(({ category }) => category)).toContain('identity')
  await union.ask('POST', `/referrals/${sent}/withdraw`, { categories: ['identity'], by: 'person' }, await versionOf(union, sent))
  await until('it is withheld', async () =>
    (await page(worker)).sections.some(({ category }) => category === 'identity') ? undefined : true,
  )
  expect((await identityAt(shelter, came))?.keys).toBe(1)
  await union.ask('POST', `/referrals/${sent}/note`, { text: 'she woke' }, await versionOf(union, sent))
  await until('a later note shows', async () =>
    (await page(worker)).notes.map(({ text }) => text).join() === 'she woke' ? true : undefined,
  )
  const { personId } = await page(worker)
  expect((await worker.ask<{ sections: object }>('GET', `/people/${personId}`)).sections).not.toHaveProperty('identity')

  const kept = await officer.ask<KeptHere>('GET', `/referrals/${came}/kept`)
  expect(kept.kept.map(({ part, ground }) => [part, ground])).toEqual([
    ['identity', 'court-order'],
    ['words', 'court-order'],
  ])
  expect(kept.sections.map(({ content }) => content)).toEqual([{ names: { latin: 'Hirut Bekele' }, sex: 'female' }])
  expect(kept.notes.map(({ text }) => text)).toEqual(['she sleeps'])
  for (const hands of [worker, second]) await expect(hands.ask('GET', `/referrals/${came}/kept`)).rejects.toThrow('403')
  await expect(officer.ask('GET', `/referrals/${came}`)).rejects.toThrow('403')
})

test('C7: what a person takes back here of some categories goes wherever they were referred, each as one word', async () => {
  const { sent, came } = await received()
  const { personId } = await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)
  const { version } = await union.ask<{ version: number }>('GET', `/people/${personId}`)
  const word = { by: 'guardian', categories: ['identity', 'contact'] }
  const told = await union.ask<{ referrals: number }>('POST', `/people/${personId}/withdraw`, word, version)
  expect(told.referrals).toBe(1)
  await done(network.of('union-liaison'), 'withdraw-referral')
  await until('the house erased it', async () => ((await identityAt(network.of('shelter'), came))?.keys === 0 ? true : undefined))
  expect((await union.ask<ReferralDetail>('GET', `/referrals/${sent}`)).consent.withdrawn).toContain('identity')
})
