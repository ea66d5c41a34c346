import { createHmac } from 'node:crypto'
import { type ConflictAnswered, type ConflictChecked, NAMES_IN_A_CHECK, OUTPUTS_IN_AN_ANSWER } from '@ihala/contract'
import { randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { holding } from '../../test/held.ts'
import { anOffice, type Office } from '../../test/office.ts'
import { desk, deskAnswering, deskWithWatchList } from '../desk.ts'
import type { Referral } from '../referral/referral.ts'
import { tellWithdrawn } from '../rights/withdrawal.write.ts'
import { inputOf, type PartyName } from './conflict.ts'
import { compare } from './conflict.write.ts'
import { answerTo, anyKnown, ask, type Blinding } from './oblivious.ts'
import { keepOpen, openChecksOf, takeBlindings } from './open-check.store.ts'
import { insertWatchedParty, watchedParties } from './watched-party.store.ts'

const FAISAL: PartyName = { about: 'employer', name: 'Al Faisal Contracting' }
const LISTED: PartyName = { about: 'employer', name: 'Faisal, Al (Contracting)' }
const STRANGER: PartyName = { about: 'employer', name: 'Gulf Stone' }

let office: Office
beforeAll(async () => {
  office = await anOffice()
  await office.asSystem((tx) => insertWatchedParty(tx, office.service, { id: uuidv7(), now: '2026-11-01T00:00:00.000Z', ...LISTED }))
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
})
afterAll(() => office?.close())

/** A check arrives; what its asker kept of it. */
async function check(referral: Referral, party: PartyName, feature = deskWithWatchList): Promise<readonly Blinding[]> {
  const { asked, kept } = await ask(randomId(), [party])
  await office.handle(office.arrives(referral, { type: 'conflict-checked', data: asked }), feature)
  return kept
}
const answers = (): ConflictAnswered[] => office.sent.flatMap(({ event }) => (event.type === 'conflict-answered' ? [event.data] : []))
const lastAnswer = (): ConflictAnswered => answers().at(-1) ?? { how: 'told', conflict: true }
/** What its asker makes of the last answer. */
async function learns(kept: readonly Blinding[]): Promise<boolean | string> {
  const answer = lastAnswer()
  return answer.how === 'compared' ? anyKnown(kept, answer) : answer.how
}
const open = async (caseId: string): Promise<number> =>
  office.asSystem(async (tx) => (await openChecksOf(tx, office.service.caseKeys, caseId)).length)
/** A check of ours under way, as the desk keeps it; and its question. */
async function weAsk(referral: Referral, party: PartyName) {
  const { asked, kept } = await ask(randomId(), [party])
  await office.asSystem(async (tx) => {
    const { id, caseId } = { id: uuidv7(), caseId: referral.caseId }
    await keepOpen(tx, office.service.caseKeys, { id, caseId, name: asked.check, at: office.clock.now.toISOString() }, kept)
  })
  return asked
}
const answered = (referral: Referral, data: ConflictAnswered) =>
  office.handle(office.arrives(referral, { type: 'conflict-answered', data }), desk)

describe('c9: who answers a conflict check', () => {
  test('does so at once from its list and learns nothing of it; the fourth of a case waits for a person', async () => {
    const referral = await office.referral('recipient', 'requested')
    const found: (boolean | string)[] = []
    for (const party of [STRANGER, FAISAL, STRANGER]) {
      const kept = await check(referral, party)
      found.push(await learns(kept))
      expect((await office.see(referral.id)).conflict).toBe('answered')
    }
    expect(found).toEqual([false, true, false])
    // Nothing of an answered check is kept but that there was one.
    expect(await open(referral.caseId)).toBe(0)
    await check(referral, FAISAL)
    expect(answers()).toHaveLength(3)
    expect((await office.see(referral.id)).conflict).toBe('asked')
    expect(await office.tasks(referral.id)).toEqual(['answer-conflict-check'])
    expect(await open(referral.caseId)).toBe(1)
    const [row] = await office.asSystem(
      (tx) => tx`select count(*)::int as made from desk.conflict_check where case_id = ${referral.caseId}`,
    )
    expect(row?.made).toBe(4)
  })

  test('a partner that goes through names in case after case gets thirty answers a day, then a person looks; each is written down', async () => {
    const partner = 'https://curious.network.example'
    const checkAgain = async () => check(await office.referral('recipient', 'requested', { partner }), STRANGER)
    for (let made = 0; made < 31; made += 1) await checkAgain()
    expect(answers()).toHaveLength(30)
    office.clock.now = new Date(office.clock.now.getTime() + 86_400_000)
    await checkAgain()
    expect(answers()).toHaveLength(31)
    const [row] = await office.asSystem((tx) => tx`select count(*)::int as made from desk.conflict_check where partner = ${partner}`)
    expect(row?.made).toBe(32)
  }, 60_000)

  test('who keeps no list says so at once, and nothing else', async () => {
    const referral = await office.referral('recipient', 'requested')
    await check(referral, FAISAL, desk)
    expect(lastAnswer()).toMatchObject({ how: 'not-compared', reason: 'no-list' })
    expect((await office.see(referral.id)).conflict).toBe('not-compared')
    expect(await office.tasks(referral.id)).toEqual([])
  })

  test('a list longer than an answer holds is not shortened: it is said', async () => {
    const many = async () =>
      Array.from({ length: OUTPUTS_IN_AN_ANSWER }, (_, n): PartyName => ({ about: 'recruiter', name: `Invented Agency ${n}0` }))
    const referral = await office.referral('recipient', 'requested')
    await check(referral, FAISAL, deskAnswering(many))
    expect(lastAnswer()).toMatchObject({ how: 'not-compared', reason: 'list-too-long' })
  })

  test('a check that crossed our decision is noted and not answered', async () => {
    const referral = await office.referral('recipient', 'rejected')
    await check(referral, FAISAL)
    expect(answers()).toEqual([])
    expect(await open(referral.caseId)).toBe(0)
    const [row] = await office.asSystem(
      (tx) => tx`select count(*)::int as made from desk.conflict_check where case_id = ${referral.caseId}`,
    )
    expect([row?.made, (await office.see(referral.id)).state]).toEqual([1, 'rejected'])
  })

  test('T58: tokens of version 1 are still answered with a bare word; where nobody keeps a list a person sees to it', async () => {
    const key = randomId().padEnd(43, 'A')
    const tokens = (party: PartyName): ConflictChecked => {
      const token = createHmac('sha256', Buffer.from(key, 'base64url')).update(inputOf(party)).digest('base64url')
      return { how: 'keyed', key, tokens: [{ about: party.about, token }] }
    }
    for (const [party, conflict] of [
      [FAISAL, true],
      [STRANGER, false],
    ] as const) {
      const referral = await office.referral('recipient', 'requested')
      await office.handle(office.arrives(referral, { type: 'conflict-checked', data: tokens(party) }), deskWithWatchList)
      expect(lastAnswer()).toEqual({ how: 'told', conflict })
      expect((await office.see(referral.id)).conflict).toBe(conflict ? 'found' : 'none')
    }
    const referral = await office.referral('recipient', 'requested')
    await office.handle(office.arrives(referral, { type: 'conflict-checked', data: tokens(FAISAL) }), desk)
    expect(await office.tasks(referral.id)).toEqual(['answer-conflict-check'])
  })
})

describe('c9: who asks', () => {
  const list = async () => [LISTED]
  const answerFrom = (asked: ConflictChecked) => office.asSystem((tx) => compare(tx, office.service, [list], asked))

  test('finds out alone; of a conflict the other body hears nothing, and somebody looks for another one', async () => {
    for (const [party, conflict, tasks] of [
      [FAISAL, 'found', ['find-another-body']],
      [STRANGER, 'none', []],
    ] as const) {
      const referral = await office.referral('sender', 'requested', { conflict: 'asked' })
      const asked = await weAsk(referral, party)
      await answered(referral, await answerFrom(asked))
      expect((await office.see(referral.id)).conflict).toBe(conflict)
      expect(await office.tasks(referral.id)).toEqual(tasks)
    }
    expect(office.sent).toEqual([])
  })

  test('and discloses nothing to a body that accepts with a conflict it could not know of', async () => {
    const personId = await office.person()
    const referral = await office.referral('sender', 'requested', { conflict: 'found', personId })
    await office.handle(office.arrives(referral, { type: 'referral-accepted', data: { transfer: true, conditions: [] } }), desk)
    expect((await office.see(referral.id)).state).toBe('accepted')
    expect(office.sent).toEqual([])
    expect(await office.tasks(referral.id)).toEqual(['disclosure-stopped'])
  })

  test('keeps names and scalars no longer than until the answer', async () => {
    const referral = await office.referral('sender', 'requested', { conflict: 'asked' })
    const asked = await weAsk(referral, FAISAL)
    expect(await open(referral.caseId)).toBe(1)
    const answer = await answerFrom(asked)
    await answered(referral, answer)
    expect(await open(referral.caseId)).toBe(0)
    expect((await office.see(referral.id)).conflict).toBe('found')
    // The same answer again, and one to a check that nobody asked, tell nothing more.
    const other = await office.referral('sender', 'requested', { conflict: 'asked' })
    await answered(other, answer)
    expect((await office.see(other.id)).conflict).toBe('not-compared')
  })

  test('nor longer than the consent: what is taken back before the answer opens for nobody', async () => {
    const house = holding(office)
    const referral = await office.referral('sender', 'requested', { conflict: 'asked' })
    const kept = await office.referral('sender', 'requested', { conflict: 'asked' })
    const [asked] = [await weAsk(referral, FAISAL), await weAsk(kept, FAISAL)]
    await office.asSystem((tx) => tellWithdrawn(house.context(tx), referral, { categories: ['need'], by: 'person' }))
    expect([await open(referral.caseId), await open(kept.caseId)]).toEqual([0, 1])
    await answered(referral, await answerFrom(asked))
    expect((await office.see(referral.id)).conflict).toBe('not-compared')
  })

  test('nor past the decision, after which no answer can come', async () => {
    const referral = await office.referral('sender', 'requested', { conflict: 'asked' })
    await weAsk(referral, FAISAL)
    await office.handle(office.arrives(referral, { type: 'referral-opened', data: {} }), desk)
    expect(await open(referral.caseId)).toBe(1)
    await office.handle(office.arrives(referral, { type: 'referral-rejected', data: { reason: 'at-capacity', possibleIf: [] } }), desk)
    expect(await open(referral.caseId)).toBe(0)
  })

  test('hears that nothing was compared, and goes on by its own judgement', async () => {
    const referral = await office.referral('sender', 'requested', { conflict: 'asked' })
    const asked = await weAsk(referral, FAISAL)
    await answered(referral, { how: 'not-compared', of: asked.check, reason: 'declined' })
    expect((await office.see(referral.id)).conflict).toBe('not-compared')
    expect([await open(referral.caseId), await office.tasks(referral.id)]).toEqual([0, []])
  })
})

test('what is kept of a check is no longer than a check, whatever it was asked about', async () => {
  const referral = await office.referral('sender', 'requested')
  const asked = await weAsk(referral, FAISAL)
  expect(asked.blinded).toHaveLength(NAMES_IN_A_CHECK)
  const kept = await office.asSystem((tx) => takeBlindings(tx, office.service.caseKeys, { caseId: referral.caseId, name: asked.check }))
  expect(kept).toHaveLength(1)
  const answer = await answerTo(asked, await office.asSystem((tx) => watchedParties(tx, office.service)))
  expect(answer && (await anyKnown(kept ?? [], answer))).toBe(true)
})
