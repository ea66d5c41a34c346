import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { deadline, isPast, isWorkingDay, severity } from './deadline.ts'
import { QATAR_DEMO_LAW, RESPONSE_CLOCKS } from './qatar-demo.ts'
import type { ClockRule, DayClock, ExactClock, RuleSet } from './rule-set.ts'
import { clockRule } from './rule-set.ts'

const qatar = QATAR_DEMO_LAW[0] as RuleSet
const plain = {
  code: 'plain',
  kind: 'duty',
  startsOn: ['asked'],
  endsOn: ['answered'],
  secondStart: 'ignored',
  pauses: [],
  breach: 'late',
  source: 'invented',
} as const
const days = (length: number, unit: DayClock['unit'] = 'calendar', roll: DayClock['roll'] = 'none'): DayClock => ({
  ...plain,
  unit,
  length,
  roll,
})
const exact = (length: number, unit: ExactClock['unit']): ExactClock => ({ ...plain, unit, length, roll: 'none', counts: 'from-start' })
const inZone = (timeZone: string): RuleSet => ({ ...qatar, timeZone, workingWeek: [1, 2, 3, 4, 5], holidays: [] })

describe('J1 c17 golden calendar, Qatar', () => {
  const golden: readonly [string, string, string, string][] = [
    ['a plain week', 'conciliation', '2026-11-22T07:00:00Z', '2026-11-29T20:59:59Z'],
    ['a week through Eid al-Fitr: calendar days do not pause', 'conciliation', '2026-03-15T07:00:00Z', '2026-03-22T20:59:59Z'],
    ['ending on a Friday: no rolling', 'conciliation', '2026-11-20T07:00:00Z', '2026-11-27T20:59:59Z'],
    ['filed at half past midnight in Doha, still yesterday in UTC', 'conciliation', '2026-11-21T21:30:00Z', '2026-11-29T20:59:59Z'],
    ['filed in the last local second', 'conciliation', '2026-11-22T20:59:59Z', '2026-11-29T20:59:59Z'],
    ['February of a leap year', 'conciliation', '2028-02-22T07:00:00Z', '2028-02-29T20:59:59Z'],
    ['February of a common year', 'conciliation', '2027-02-22T07:00:00Z', '2027-03-01T20:59:59Z'],
    ['three weeks over the turn of the year', 'committee-decision', '2026-12-18T07:00:00Z', '2027-01-08T20:59:59Z'],
    ['fifteen minutes on a holiday night', RESPONSE_CLOCKS.immediate, '2026-03-20T23:50:00Z', '2026-03-21T00:05:00Z'],
    ['two hours over local midnight', RESPONSE_CLOCKS.tonight, '2026-11-20T20:30:00.250Z', '2026-11-20T22:30:00.25Z'],
    ['two working days from a Thursday: Sunday and Monday', RESPONSE_CLOCKS.planned, '2026-11-19T07:00:00Z', '2026-11-23T20:59:59Z'],
    ['two working days from a Friday', RESPONSE_CLOCKS.planned, '2026-11-20T07:00:00Z', '2026-11-23T20:59:59Z'],
    ['two working days over Eid al-Fitr', RESPONSE_CLOCKS.planned, '2026-03-18T07:00:00Z', '2026-03-23T20:59:59Z'],
    ['two working days over Eid al-Adha', RESPONSE_CLOCKS.planned, '2026-05-25T07:00:00Z', '2026-05-31T20:59:59Z'],
    ['two working days over National Day', RESPONSE_CLOCKS.planned, '2027-12-15T07:00:00Z', '2027-12-19T20:59:59Z'],
    ['seventy-two hours', 'medical-examination', '2026-03-19T10:00:00Z', '2026-03-22T10:00:00Z'],
    ['a week to think again', 'complaint-withdrawal', '2026-11-22T07:00:00Z', '2026-11-29T20:59:59Z'],
    ['c21: thirty days to recover', 'reflection', '2026-11-22T07:00:00Z', '2026-12-22T20:59:59Z'],
  ]
  it.each(golden)('%s (%s)', (_what, code, start, due) => {
    expect(deadline(clockRule(qatar, code), start, qatar)).toBe(due)
  })

  it('D-3: a hearing is to be confirmed 48 hours ahead', () => {
    const clock = clockRule(qatar, 'hearing-confirmation')
    expect(deadline(clock, '2026-11-01T07:00:00Z', qatar, { appointment: '2026-11-24T06:30:00Z' })).toBe('2026-11-22T06:30:00Z')
  })

  it('D-3: a hearing set less than 48 hours ahead is to be confirmed at once, not before it was set', () => {
    const clock = clockRule(qatar, 'hearing-confirmation')
    expect(deadline(clock, '2026-11-23T07:00:00Z', qatar, { appointment: '2026-11-24T06:30:00Z' })).toBe('2026-11-23T07:00:00Z')
  })

  it('refuses an appointment clock without its appointment', () => {
    expect(() => deadline(clockRule(qatar, 'hearing-confirmation'), '2026-11-23T07:00:00Z', qatar)).toThrow(RangeError)
  })

  it('rolls to the next working day only where the rule says so', () => {
    expect(deadline(days(7, 'calendar', 'next-working'), '2026-11-20T07:00:00Z', qatar)).toBe('2026-11-29T20:59:59Z')
    expect(deadline(days(2, 'calendar', 'next-working'), '2026-03-18T07:00:00Z', qatar)).toBe('2026-03-23T20:59:59Z')
  })

  it('refuses to look for a working day where there is none', () => {
    expect(() => deadline(days(1, 'working'), '2026-11-20T07:00:00Z', { ...qatar, workingWeek: [] })).toThrow(RangeError)
  })
})

describe('J1 zones with summer time', () => {
  it('a day of 23 hours ends at its own midnight, hours run through', () => {
    const berlin = inZone('Europe/Berlin')
    expect(deadline(days(1), '2026-03-28T12:00:00Z', berlin)).toBe('2026-03-29T21:59:59Z')
    expect(deadline(exact(48, 'hour'), '2026-03-28T10:00:00Z', berlin)).toBe('2026-03-30T10:00:00Z')
  })
  it('a day of 25 hours ends at its own midnight', () => {
    expect(deadline(days(1), '2026-10-24T12:00:00Z', inZone('Europe/Berlin'))).toBe('2026-10-25T22:59:59Z')
  })
  it('the last second before a midnight that does not exist', () => {
    expect(deadline(days(1), '2026-04-22T12:00:00Z', inZone('Africa/Cairo'))).toBe('2026-04-23T21:59:59Z')
  })
})

describe('lawful standstills', () => {
  const stood = { standstills: [{ from: '2026-11-24T07:00:00Z', until: '2026-11-26T08:00:00Z' }] }
  it('days touched by one are not counted', () => {
    expect(deadline(days(7), '2026-11-22T07:00:00Z', qatar, stood)).toBe('2026-12-02T20:59:59Z')
  })
  it('hours are longer by exactly as much', () => {
    expect(deadline(exact(72, 'hour'), '2026-11-22T07:00:00Z', qatar, stood)).toBe('2026-11-27T08:00:00Z')
  })
  it('two at the same time count once', () => {
    const twice = { standstills: [...stood.standstills, { from: '2026-11-25T07:00:00Z', until: '2026-11-26T09:00:00Z' }] }
    expect(deadline(exact(72, 'hour'), '2026-11-22T07:00:00Z', qatar, twice)).toBe('2026-11-27T09:00:00Z')
  })
  it('one after the time has run out changes nothing', () => {
    expect(deadline(exact(1, 'hour'), '2026-11-22T07:00:00Z', qatar, stood)).toBe('2026-11-22T08:00:00Z')
  })
})

describe('past and severity', () => {
  it('the last second still belongs to the deadline', () => {
    expect(isPast('2026-11-29T20:59:59Z', '2026-11-29T20:59:59.999Z')).toBe(false)
    expect(isPast('2026-11-29T20:59:59Z', '2026-11-29T21:00:00Z')).toBe(true)
  })
  it('says how much of the time is left', () => {
    const span = { startedAt: '2026-11-22T08:00:00Z', dueAt: '2026-11-22T12:00:00Z' }
    expect(severity(span, '2026-11-22T09:00:00Z')).toEqual({ level: 'running', fractionLeft: 0.75 })
    expect(severity(span, '2026-11-22T11:00:00Z')).toEqual({ level: 'due-soon', fractionLeft: 0.25 })
    expect(severity(span, '2026-11-22T12:00:00Z')).toEqual({ level: 'due-soon', fractionLeft: 0 })
    expect(severity(span, '2026-11-22T12:00:01Z')).toEqual({ level: 'breached', fractionLeft: 0 })
    expect(severity(span, '2026-11-22T07:00:00Z')).toEqual({ level: 'running', fractionLeft: 1 })
  })
  it('a clock due the moment it started is due soon', () => {
    const span = { startedAt: '2026-11-22T08:00:00Z', dueAt: '2026-11-22T08:00:00Z' }
    expect(severity(span, '2026-11-22T08:00:00Z')).toEqual({ level: 'due-soon', fractionLeft: 0 })
  })
})

describe('properties of every deadline', () => {
  const instants = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 11, 31) }).map((ms) => new Date(ms).toISOString())
  const sets = fc.constantFrom(qatar, inZone('Europe/Berlin'), inZone('Africa/Cairo'), inZone('Pacific/Apia'), inZone('America/St_Johns'))
  const rules: fc.Arbitrary<ClockRule> = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('calendar', 'working'), fc.constantFrom('none', 'next-working'))
      .map(([n, unit, roll]) => days(n, unit, roll)),
    fc.tuple(fc.integer({ min: 1, max: 300 }), fc.constantFrom('hour', 'minute')).map(([n, unit]) => exact(n, unit)),
  )
  const standstills = fc
    .array(fc.tuple(instants, fc.integer({ min: 0, max: 9 * 86_400_000 })), { maxLength: 3 })
    .map((spans) => spans.map(([from, length]) => ({ from, until: new Date(Date.parse(from) + length).toISOString() })))
  const seed = Date.now() % 2_147_483_647
  const holds = (property: fc.IProperty<[ClockRule, RuleSet, string, string, { from: string; until: string }[]]>) => {
    console.info(`deadline properties, seed ${seed}`)
    fc.assert(property, { seed, numRuns: 300 })
  }
  const ms = (at: string) => Temporal.Instant.from(at).epochMilliseconds

  it('J1 are never before the start', () => {
    holds(
      fc.property(
        rules,
        sets,
        instants,
        instants,
        standstills,
        (rule, set, start, _other, stood) => ms(deadline(rule, start, set, { standstills: stood })) > ms(start),
      ),
    )
  })
  it('J1 are monotone: who starts later is never due earlier', () => {
    holds(
      fc.property(rules, sets, instants, instants, standstills, (rule, set, a, b, stood) => {
        const [early, late] = ms(a) <= ms(b) ? [a, b] : [b, a]
        return ms(deadline(rule, early, set, { standstills: stood })) <= ms(deadline(rule, late, set, { standstills: stood }))
      }),
    )
  })
  it('J1 are never earlier because of a standstill', () => {
    holds(
      fc.property(
        rules,
        sets,
        instants,
        instants,
        standstills,
        (rule, set, start, _other, stood) => ms(deadline(rule, start, set, { standstills: stood })) >= ms(deadline(rule, start, set)),
      ),
    )
  })
  it('J1 in days fall on the last local second of a day, in working days on a working one', () => {
    holds(
      fc.property(rules, sets, instants, instants, standstills, (rule, set, start, _other, stood) => {
        if (rule.unit === 'hour' || rule.unit === 'minute') return
        const due = Temporal.Instant.from(deadline(rule, start, set, { standstills: stood })).toZonedDateTimeISO(set.timeZone)
        expect(due.add({ seconds: 1 }).toInstant().epochMilliseconds).toBe(
          due.toPlainDate().add({ days: 1 }).toZonedDateTime(set.timeZone).toInstant().epochMilliseconds,
        )
        if (rule.unit === 'working' || rule.roll === 'next-working') expect(isWorkingDay(due.toPlainDate().toString(), set)).toBe(true)
      }),
    )
  })
})
