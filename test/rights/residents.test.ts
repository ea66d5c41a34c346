import type { EmploymentSection, ReferralDetail, ReferralPage } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Hands, handsOf, needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

const FALCON: EmploymentSection = { employer: 'Falcon Crest Cleaning W.L.L.', recruiter: 'Blue Nile Manpower', claims: [] }

let network: AttackedNetwork
let union: Hands
let house: Hands
beforeAll(async () => {
  network = await attackedNetwork(['shelter', 'union-liaison'])
  union = await handsOf(network.of('union-liaison'))
  house = await handsOf(network.of('shelter'))
}, 120_000)
afterAll(() => network?.stop())

/** Refers somebody to the house; both ends of it. */
async function refer(name: string, employment?: EmploymentSection): Promise<{ readonly there: string; readonly here: string }> {
  const identity = { names: { latin: name }, sex: 'female' }
  const person = await union.ask<{ id: string }>('POST', '/people', { sections: { identity, ...(employment ? { employment } : {}) } })
  const known = new Set((await house.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  const draft = referralOf(person.id, network.of('shelter').entityId, needFor('shelter'))
  const consent = { ...draft.consent, categories: ['need', 'identity', 'employment'] }
  const { id: here } = await union.ask<{ id: string }>('POST', '/referrals', { ...draft, consent })
  const line = await until('the house has it', async () =>
    (await house.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
  )
  return { here, there: line.id }
}

const detail = (hands: Hands, id: string) => hands.ask<ReferralDetail>('GET', `/referrals/${id}`)

/** What the house answers about the parties of the person's own file. */
async function checked(id: string): Promise<string | null> {
  const { referral } = await detail(union, id)
  await union.ask('POST', `/referrals/${id}/conflict-check`, {}, referral.version)
  return until('the house answers', async () => {
    const { conflict } = await detail(union, id)
    return conflict === 'asked' ? undefined : conflict
  })
}

test('J-2, D15: parties of whoever stays are found by the names in the file of whoever comes, told once', async () => {
  const before = await refer('Hirut Bekele', FALCON)
  expect(await checked(before.here)).toBe('none')
  const { referral } = await detail(house, before.there)
  await house.ask('POST', `/referrals/${before.there}/accept`, { transfer: true, conditions: [] }, referral.version)
  await until('what she allowed is there', async () =>
    (await detail(house, before.there)).sections.some(({ category }) => category === 'employment') ? true : undefined,
  )
  const bed = await house.ask<{ id: string }>('POST', '/beds', { label: 'a-1', sex: 'female', family: false, stepFree: false })
  await house.ask('POST', `/referrals/${before.there}/arrival`, { bedId: bed.id })

  const same = await refer('Suman Thapa', { employer: 'W.L.L. Falcon Crest, Cleaning', claims: [] })
  expect(await checked(same.here)).toBe('found')
  const other = await refer('Jomar Reyes', { employer: 'Sea Works', recruiter: 'Blue Nile Manpower', claims: [] })
  expect(await checked(other.here)).toBe('found')
  const neither = await refer('Nazmul Haque', { employer: 'Sea Works', claims: [] })
  expect(await checked(neither.here)).toBe('none')
}, 60_000)

test('D15: where the file names nobody, names must be said', async () => {
  const { here } = await refer('Amina Yusuf')
  await expect(checked(here)).rejects.toThrow('"field":"/names"')
})

test('c9: twenty-one names are refused; the fourth check of a case a person lets be compared, and only its asker finds out', async () => {
  const { here, there } = await refer('Mekdes Alemu')
  const asks = async (names: readonly string[]) => {
    const { referral } = await detail(union, here)
    const parties = names.map((name) => ({ about: 'employer', name }))
    await union.ask('POST', `/referrals/${here}/conflict-check`, { names: parties }, referral.version)
  }
  const learns = (what: string) =>
    until(`the union learns: ${what}`, async () => ((await detail(union, here)).conflict === what ? true : undefined))
  await expect(asks(Array.from({ length: 21 }, (_, n) => `Invented Works ${n}0`))).rejects.toThrow('body-invalid')
  await expect(asks(['–'])).rejects.toThrow('body-invalid')
  for (let asked = 0; asked < 3; asked += 1) {
    await asks([`Invented Works ${asked}0`])
    await learns('none')
  }
  await house.ask('POST', '/watch-list', { about: 'employer', name: 'Pearl Gate Trading' })
  await asks(['Trading, Pearl Gate', 'Sea Works'])
  const waits = await until('the house asks a person', async () => {
    const now = await detail(house, there)
    return now.conflict === 'asked' ? now : undefined
  })
  expect(JSON.stringify(waits)).not.toMatch(/Pearl|Trading/)
  await house.ask('POST', `/referrals/${there}/conflict-answer`, { decision: 'compare' }, waits.referral.version)
  await learns('found')
  const after = await detail(house, there)
  expect([after.conflict, after.timeline.at(-1)?.codes]).toEqual(['answered', ['conflict-compared']])
  // Asked for nothing, it decides nothing.
  await expect(house.ask('POST', `/referrals/${there}/conflict-answer`, { decision: 'decline' }, after.referral.version)).rejects.toThrow(
    'state-forbids',
  )
}, 60_000)
