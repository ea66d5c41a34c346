import { type ConsentGiven, REFERRAL_STATES, Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, afterSilence, assertChoices, type Choice } from './choice.ts'

const NOW = '2026-11-01T22:00:00.000Z'
const BEFORE = '2026-11-01T21:59:59.000Z'
const LATER = '2027-02-01T00:00:00.000Z'
const bodies = ['care-house', 'lawyers', 'charity', 'union', 'hospital'].map((slug) => `https://${slug}.network.example`)

const referral = (change: Partial<Asked> = {}): Asked => ({
  id: 'first',
  side: 'sender',
  state: 'requested',
  cancelling: false,
  dueAt: NOW,
  capacity: null,
  conflict: null,
  ...change,
})
/** An order of bodies, none asked yet, some of whose decisions have ended. */
const order = fc
  .subarray(bodies, { minLength: 1 })
  .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }))
  .chain((list) =>
    fc.tuple(
      ...list.map((partner, at) =>
        fc.constantFrom(BEFORE, LATER).map((until): Choice => {
          return { id: `choice-${at + 1}`, place: at + 1, partner, state: 'waiting', referralId: null, until }
        }),
      ),
    ),
  )
const excluded = fc.subarray(bodies)
const may = (one: Choice, exclusions: readonly string[]) => one.until === LATER && !exclusions.includes(one.partner)

/** The choices after a step, as the job writes them down. */
function written(choices: readonly Choice[], after: ReturnType<typeof afterSilence>): Choice[] {
  if (after.step === 'nothing' || after.step === 'too-early') return [...choices]
  return choices.map((one) => {
    if (after.dropped.includes(one.id)) return { ...one, state: 'dropped' as const }
    return after.step === 'ask' && after.next.id === one.id ? { ...one, state: 'asked' as const, referralId: `of ${one.id}` } : one
  })
}

describe('c15, J-2: on silence the person’s next choice is asked', () => {
  test('in the person’s own order, each once, never one they excluded or about which their decision ended', () => {
    fc.assert(
      fc.property(order, excluded, (choices, exclusions) => {
        let [asked, now] = [referral(), [...choices] as Choice[]]
        const reached: string[] = []
        for (;;) {
          const after = afterSilence(asked, now, exclusions, NOW)
          now = written(now, after)
          // Whoever rings twice changes nothing.
          if (after.step === 'ask') expect(afterSilence(asked, now, exclusions, NOW)).toEqual({ step: 'nothing' })
          if (after.step !== 'ask') {
            expect(after.step).toBe('none-left')
            break
          }
          reached.push(after.next.partner)
          asked = referral({ id: `of ${after.next.id}` })
        }
        expect(reached).toEqual(choices.filter((one) => may(one, exclusions)).map(({ partner }) => partner))
        expect(now.every(({ state }) => state !== 'waiting')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('c9: at once where the body knows a party to the matter, which it is not told; not once it has taken over', () => {
    fc.assert(
      fc.property(order, excluded, fc.constantFrom(...REFERRAL_STATES), fc.boolean(), (choices, exclusions, state, cancelling) => {
        const after = afterSilence(referral({ state, cancelling, conflict: 'found' }), choices, exclusions, BEFORE)
        const asksNext = ['enquired', 'answered', 'requested', 'opened'].includes(state) && !cancelling
        if (asksNext) expect(after).toMatchObject({ step: expect.stringMatching(/ask|none-left/), stop: 'no-longer-needed' })
        else if (state !== 'rejected') expect(after).toEqual({ step: 'nothing' })
      }),
    )
  })

  test('not a second before the clock, and not of whoever answered', () => {
    fc.assert(
      fc.property(order, excluded, fc.constantFrom(...REFERRAL_STATES), fc.boolean(), (choices, exclusions, state, cancelling) => {
        const step = (at: string) => afterSilence(referral({ state, cancelling }), choices, exclusions, at).step
        const waits = ['enquired', 'requested', 'opened'].includes(state) && !cancelling
        const goesOn = choices.some((one) => may(one, exclusions)) ? 'ask' : 'none-left'
        expect(step(BEFORE)).toEqual(waits ? 'too-early' : state === 'rejected' ? expect.stringMatching(/ask|none-left/) : 'nothing')
        expect(step(NOW)).toBe(waits || state === 'rejected' ? goesOn : 'nothing')
      }),
    )
  })

  test('a silent body is told that it did not answer, one without a place that it is not needed, one that declined nothing', () => {
    const [choices] = fc.sample(order, { numRuns: 1, seed: 3 })
    const stop = (change: Partial<Asked>) => {
      const after = afterSilence(
        referral(change),
        (choices ?? []).map((one) => ({ ...one, until: LATER })),
        [],
        NOW,
      )
      return 'stop' in after ? after.stop : after.step
    }
    expect(stop({})).toBe('no-answer')
    expect(stop({ state: 'answered', capacity: { answer: 'none', conditions: [] } })).toBe('no-longer-needed')
    expect(stop({ state: 'answered', capacity: { answer: 'capacity', conditions: [] } })).toBe('nothing')
    expect(stop({ state: 'rejected' })).toBeUndefined()
    expect(stop({ side: 'recipient' })).toBe('nothing')
  })

  test('where no other body was named nothing happens by itself', () => {
    expect(afterSilence(referral(), [], [], NOW)).toEqual({ step: 'nothing' })
  })
})

describe('c15: what cannot be an order', () => {
  const consent = (...without: string[]) => ({ excluded: without }) as object as ConsentGiven
  const refused = (next: { to: string; consent: ConsentGiven }[], exclusions: string[] = [], first = consent()) => {
    try {
      assertChoices({ to: bodies[0] ?? '', consent: first, next }, exclusions)
      return undefined
    } catch (error) {
      return error instanceof Refusal ? error.code : error
    }
  }
  const [, second = '', third = ''] = bodies

  test.each([
    [
      'two different bodies',
      refused([
        { to: second, consent: consent() },
        { to: third, consent: consent() },
      ]),
      undefined,
    ],
    [
      'the same body twice',
      refused([
        { to: second, consent: consent() },
        { to: second, consent: consent() },
      ]),
      'body-invalid',
    ],
    ['the first again', refused([{ to: bodies[0] ?? '', consent: consent() }]), 'body-invalid'],
    ['a body that the person excludes', refused([{ to: second, consent: consent() }], [second]), 'recipient-excluded'],
    ['a body that the first decision excludes', refused([{ to: second, consent: consent() }], [], consent(second)), 'recipient-excluded'],
    [
      'a body that a later decision excludes',
      refused([
        { to: second, consent: consent() },
        { to: third, consent: consent(second) },
      ]),
      'recipient-excluded',
    ],
  ])('%s', (_what, code, expected) => expect(code).toBe(expected))
})
