import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClockEvent } from './clock.ts'
import { clockState } from './clock.ts'
import { QATAR_DEMO_LAW } from './qatar-demo.ts'
import type { RuleSet } from './rule-set.ts'

const today = QATAR_DEMO_LAW[0] as RuleSet
const at = (name: string, when: string, appointment?: string): ClockEvent => ({
  name,
  at: when,
  ...(appointment === undefined ? {} : { appointment }),
})

/** A network whose conciliation is paused by illness and by an expert; ten days from the new law on. */
const before: RuleSet = {
  ...today,
  id: 'before',
  inForceFrom: '2026-01-01',
  inForceUntil: '2026-06-30',
  clocks: today.clocks.map((clock) =>
    clock.code === 'conciliation'
      ? {
          ...clock,
          pauses: [
            { reason: 'illness', startsOn: ['fell-ill'], endsOn: ['recovered'] },
            { reason: 'expert', startsOn: ['expert-asked'], endsOn: ['expert-answered'] },
          ],
        }
      : clock,
  ),
}
const after: RuleSet = {
  ...today,
  id: 'after',
  inForceFrom: '2026-07-01',
  clocks: today.clocks.map((clock) => (clock.code === 'conciliation' ? { ...clock, length: 10 } : clock)),
}
const law = [before, after]

describe('J1 conciliation', () => {
  const started = [at('referral-accepted', '2026-11-20T07:00:00Z'), at('registered', '2026-11-22T07:00:00Z')]

  it('has not started before its start event', () => {
    expect(clockState('conciliation', started.slice(0, 1), QATAR_DEMO_LAW, '2026-11-23T07:00:00Z')).toEqual({ status: 'not-started' })
    expect(clockState('conciliation', started, QATAR_DEMO_LAW, '2026-11-21T07:00:00Z')).toEqual({ status: 'not-started' })
  })
  it('runs, and is met by a settlement', () => {
    const base = { startedAt: '2026-11-22T07:00:00Z', ruleSet: 'qatar-demo-1', dueAt: '2026-11-29T20:59:59Z' }
    const settled = [...started, at('settled', '2026-11-25T07:00:00Z')]
    expect(clockState('conciliation', settled, QATAR_DEMO_LAW, '2026-11-24T07:00:00Z')).toEqual({ ...base, status: 'running' })
    expect(clockState('conciliation', settled, QATAR_DEMO_LAW, '2026-11-26T07:00:00Z')).toEqual({
      ...base,
      status: 'met',
      metAt: '2026-11-25T07:00:00Z',
    })
  })
  it('is breached in the second after its last, and stays so when it is done late', () => {
    expect(clockState('conciliation', started, QATAR_DEMO_LAW, '2026-11-29T20:59:59.900Z').status).toBe('running')
    const breached = clockState('conciliation', started, QATAR_DEMO_LAW, '2026-11-29T21:00:00Z')
    expect(breached).toMatchObject({ status: 'breached', breach: 'conciliation-overdue', doneAt: null })
    const late = [...started, at('conciliation-overdue', '2026-11-29T21:00:00Z'), at('referred-to-committee', '2026-12-01T07:00:00Z')]
    expect(clockState('conciliation', late, QATAR_DEMO_LAW, '2026-12-02T07:00:00Z')).toMatchObject({
      status: 'breached',
      doneAt: '2026-12-01T07:00:00Z',
    })
  })
  it('cannot be prolonged by starting it again', () => {
    const again = [...started, at('registered', '2026-11-27T07:00:00Z')]
    expect(clockState('conciliation', again, QATAR_DEMO_LAW, '2026-11-28T07:00:00Z')).toMatchObject({ dueAt: '2026-11-29T20:59:59Z' })
  })
  it('is paused by nothing: the demo law names no pause', () => {
    const ill = [...started, at('fell-ill', '2026-11-23T07:00:00Z')]
    expect(clockState('conciliation', ill, QATAR_DEMO_LAW, '2026-11-24T07:00:00Z').status).toBe('running')
  })
})

describe('J1 lawful pauses', () => {
  const ill = [at('registered', '2026-05-03T07:00:00Z'), at('fell-ill', '2026-05-05T07:00:00Z'), at('recovered', '2026-05-07T07:00:00Z')]

  it('stand still, have no deadline, cannot be breached', () => {
    const open = clockState('conciliation', ill.slice(0, 2), law, '2026-06-29T07:00:00Z')
    expect(open).toEqual({
      status: 'paused',
      startedAt: '2026-05-03T07:00:00Z',
      ruleSet: 'before',
      pausedAt: '2026-05-05T07:00:00Z',
      reasons: ['illness'],
    })
  })
  it('move the deadline by the days they touched', () => {
    expect(clockState('conciliation', ill, law, '2026-05-08T07:00:00Z')).toMatchObject({ status: 'running', dueAt: '2026-05-13T20:59:59Z' })
  })
  it('of two reasons last until both are over', () => {
    const two = [...ill, at('expert-asked', '2026-05-06T07:00:00Z'), at('expert-answered', '2026-05-09T07:00:00Z')]
    expect(clockState('conciliation', two, law, '2026-05-08T07:00:00Z')).toMatchObject({
      status: 'paused',
      pausedAt: '2026-05-06T07:00:00Z',
      reasons: ['expert'],
    })
    expect(clockState('conciliation', two, law, '2026-05-10T07:00:00Z')).toMatchObject({ status: 'running', dueAt: '2026-05-15T20:59:59Z' })
  })
  it('cannot revive a clock that had run out', () => {
    const tooLate = [at('registered', '2026-05-03T07:00:00Z'), at('fell-ill', '2026-05-20T07:00:00Z')]
    expect(clockState('conciliation', tooLate, law, '2026-05-21T07:00:00Z')).toMatchObject({
      status: 'breached',
      dueAt: '2026-05-10T20:59:59Z',
    })
  })
  it('end with what ends the clock', () => {
    const settled = [...ill.slice(0, 2), at('settled', '2026-05-30T07:00:00Z')]
    expect(clockState('conciliation', settled, law, '2026-06-01T07:00:00Z')).toMatchObject({ status: 'met', metAt: '2026-05-30T07:00:00Z' })
  })
})

describe('c17 change of law mid-case', () => {
  it('a clock keeps the law of the day it started', () => {
    const old = [at('registered', '2026-06-28T07:00:00Z')]
    expect(clockState('conciliation', old, law, '2026-07-02T07:00:00Z')).toMatchObject({ ruleSet: 'before', dueAt: '2026-07-05T20:59:59Z' })
  })
  it('the new law begins at local midnight', () => {
    const newLaw = [at('registered', '2026-06-30T21:00:00Z')]
    expect(clockState('conciliation', newLaw, law, '2026-07-02T07:00:00Z')).toMatchObject({
      ruleSet: 'after',
      dueAt: '2026-07-11T20:59:59Z',
    })
  })
  it('a pause the old law knew still counts under it after the change', () => {
    const across = [
      at('registered', '2026-06-28T07:00:00Z'),
      at('fell-ill', '2026-07-01T07:00:00Z'),
      at('recovered', '2026-07-01T09:00:00Z'),
    ]
    expect(clockState('conciliation', across, law, '2026-07-02T07:00:00Z')).toMatchObject({ dueAt: '2026-07-06T20:59:59Z' })
  })
})

describe('D-3, R-3 other clocks', () => {
  const set = at('hearing-set', '2026-11-01T07:00:00Z', '2026-11-10T06:00:00Z')
  it('a hearing moved is to be confirmed anew', () => {
    const moved = [set, at('hearing-confirmed', '2026-11-02T07:00:00Z'), at('hearing-set', '2026-11-05T07:00:00Z', '2026-11-20T06:00:00Z')]
    expect(clockState('hearing-confirmation', moved, QATAR_DEMO_LAW, '2026-11-04T07:00:00Z').status).toBe('met')
    expect(clockState('hearing-confirmation', moved, QATAR_DEMO_LAW, '2026-11-06T07:00:00Z')).toMatchObject({
      status: 'running',
      dueAt: '2026-11-18T06:00:00Z',
    })
  })
  it('R-3: a withdrawal not taken back lapses; nobody has broken a duty', () => {
    const withdrawn = [at('complaint-withdrawn', '2026-11-01T07:00:00Z')]
    expect(clockState('complaint-withdrawal', withdrawn, QATAR_DEMO_LAW, '2026-11-09T07:00:00Z')).toMatchObject({
      status: 'lapsed',
      breach: 'complaint-withdrawal-final',
    })
  })
  it('opening a referral is no answer', () => {
    const opened = [at('referral-requested', '2026-11-01T17:00:00Z'), at('referral-opened', '2026-11-01T17:05:00Z')]
    expect(clockState('response-immediate', opened, QATAR_DEMO_LAW, '2026-11-01T17:16:00Z')).toMatchObject({
      status: 'breached',
      breach: 'response-overdue',
    })
  })
})

describe('replay', () => {
  const names = ['registered', 'registered', 'fell-ill', 'recovered', 'expert-asked', 'expert-answered', 'settled', 'referred-to-committee']
  const histories = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 60 * 86_400 })), {
      selector: ([, second]) => second,
      maxLength: 14,
    })
    .map((steps) => steps.map(([name, second]) => at(name, new Date(Date.UTC(2026, 4, 20) + second * 1000).toISOString())))
  const now = fc.integer({ min: 0, max: 90 }).map((day) => new Date(Date.UTC(2026, 4, 20) + day * 86_400_000).toISOString())
  const seed = Date.now() % 2_147_483_647

  it('J1 of the same history gives the same clock, in whatever order it is read', () => {
    console.info(`clock replay, seed ${seed}`)
    fc.assert(
      fc.property(histories, now, (history, moment) => {
        const first = clockState('conciliation', history, law, moment)
        expect(clockState('conciliation', history, law, moment)).toEqual(first)
        expect(clockState('conciliation', history.toReversed(), law, moment)).toEqual(first)
      }),
      { seed, numRuns: 500 },
    )
  })
  it('J1 what happened later does not change what was so', () => {
    fc.assert(
      fc.property(histories, now, (history, moment) => {
        const known = history.filter((event) => event.at <= moment)
        expect(clockState('conciliation', history, law, moment)).toEqual(clockState('conciliation', known, law, moment))
      }),
      { seed, numRuns: 300 },
    )
  })
  it('J1 a breach is for ever: no later event or hour makes it unhappened', () => {
    fc.assert(
      fc.property(histories, now, (history, moment) => {
        const then = clockState('conciliation', history, law, moment)
        fc.pre(then.status === 'breached')
        const end = clockState('conciliation', history, law, '2026-12-31T00:00:00.000Z')
        expect(end).toMatchObject({ status: 'breached', dueAt: then.status === 'breached' ? then.dueAt : '' })
      }),
      { seed, numRuns: 150 },
    )
  })
})
