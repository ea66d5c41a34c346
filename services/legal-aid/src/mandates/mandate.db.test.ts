import { Outcome } from '@ihala/contract'
import { uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chambers, type Member } from '../../test/chambers.ts'
import { endMandate, givenIn, insertMandate, insertPower, revokePower } from './mandate.store.ts'
import { authority } from './mandate.ts'

const NOW = '2026-11-01T07:00:00.000Z'
const LATER = '2027-11-01T07:00:00.000Z'

let house: Awaited<ReturnType<typeof chambers>>
let yusuf: Member
beforeAll(async () => {
  house = await chambers()
  yusuf = await house.member('Yusuf', 'lawyer', ['ben'])
})
afterAll(() => house.close())

/** A referral with a mandate and a power of attorney that lets settle. */
async function represented() {
  const referralId = await house.referral('in-progress')
  const caseId = await house.caseOf(referralId)
  const [mandate, power] = [uuidv7(), uuidv7()]
  const place = { caseId, referralId, givenAt: NOW }
  await house.as(yusuf, async (tx) => {
    await insertMandate.run(tx, { ...place, id: mandate, scope: ['committee'], expiresAt: null })
    const paper = { number: '2026/4130', certifiedBy: 'Notary of this test' }
    const lets = { scope: ['court' as const], maySettle: true, mayReceiveMoney: false, expiresAt: LATER }
    await insertPower(tx, house.service.caseKeys, { ...place, ...lets, id: power, paper })
  })
  const given = () => house.as(yusuf, (tx) => givenIn(tx, house.service.caseKeys, referralId))
  const allows = async () => {
    const { mandates, powers } = await given()
    return authority(mandates, powers, NOW)
  }
  return { referralId, caseId, mandate, power, given, allows }
}
const consentOf = (referralId: string): Promise<unknown> =>
  house.asSystem(async (tx) => (await tx<{ consent: unknown }[]>`select consent from desk.referral where id = ${referralId}`)[0]?.consent)

test('R-9: taking back a consent leaves mandate and power; ending these leaves the consent; leaving the country ends none', async () => {
  const { referralId, mandate, power, allows } = await represented()
  const all = { represent: ['committee'], act: ['court'], settle: true, receiveMoney: false }
  expect(await allows()).toEqual(all)
  // All that was shared is taken back, and the referral ends, in each of the ways there are: also because they went home.
  for (const outcome of Outcome.enum) {
    await house.asSystem(
      (tx) => tx`
        update desk.referral set state = 'completed', outcome = ${outcome}, consent = jsonb_set(consent, '{categories}', '[]') where id = ${referralId}`,
    )
    expect(await allows(), outcome).toEqual(all)
  }
  const consent = await consentOf(referralId)
  await house.as(yusuf, (tx) => endMandate(tx, mandate, NOW))
  expect(await allows()).toEqual({ ...all, represent: [] })
  await house.as(yusuf, (tx) => revokePower(tx, power, NOW))
  expect(await allows()).toEqual({ represent: [], act: [], settle: false, receiveMoney: false })
  expect(await consentOf(referralId)).toEqual(consent)
  // What is over is not over twice.
  for (const again of [
    () => house.as(yusuf, (tx) => endMandate(tx, mandate, LATER)),
    () => house.as(yusuf, (tx) => revokePower(tx, power, LATER)),
  ])
    await expect(again()).rejects.toMatchObject({ code: 'state-forbids' })
})

test('the number of a power is unreadable at rest, and opens for its case', async () => {
  const { given, power } = await represented()
  const [row] = await house.asSystem((tx) => tx<{ content: Buffer }[]>`select content from mandates.power where id = ${power}`)
  expect(row?.content.toString()).not.toContain('4130')
  expect((await given()).powers[0]?.paper).toEqual({ number: '2026/4130', certifiedBy: 'Notary of this test' })
})

test('settling and receiving money are off unless the paper says so, in the table too', async () => {
  const referralId = await house.referral('in-progress')
  const caseId = await house.caseOf(referralId)
  const id = uuidv7()
  await house.asSystem(
    (tx) => tx`
      insert into mandates.power (id, case_id, referral_id, scope, given_at, expires_at, content)
      values (${id}, ${caseId}, ${referralId}, ${['court']}, ${NOW}, ${LATER}, '')`,
  )
  const [row] = await house.asSystem(
    (tx) => tx`select may_settle as settle, may_receive_money as money from mandates.power where id = ${id}`,
  )
  expect(row).toEqual({ settle: false, money: false })
})
