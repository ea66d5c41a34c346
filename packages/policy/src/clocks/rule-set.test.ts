import { describe, expect, it } from 'vitest'
import { QATAR_DEMO_LAW, RESPONSE_CLOCKS } from './qatar-demo.ts'
import type { RuleSet } from './rule-set.ts'
import { clockRule, ruleSetInForce, ruleSetProblems } from './rule-set.ts'

const set = QATAR_DEMO_LAW[0] as RuleSet
const until = (day: string): RuleSet => ({ ...set, id: 'early', inForceUntil: day })
const from = (day: string): RuleSet => ({ ...set, id: 'late', inForceFrom: day })

describe('rule set in force', () => {
  const law = [until('2026-06-30'), from('2026-07-01')]
  it('changes at local midnight', () => {
    expect(ruleSetInForce(law, '2026-06-30T20:59:59Z').id).toBe('early')
    expect(ruleSetInForce(law, '2026-06-30T21:00:00Z').id).toBe('late')
  })
  it('refuses an instant with no law or two', () => {
    expect(() => ruleSetInForce(law, '2024-12-31T12:00:00Z')).toThrow(/no rule set/)
    expect(() => ruleSetInForce([set, from('2026-07-01')], '2026-08-01T12:00:00Z')).toThrow(/qatar-demo-1, late/)
  })
  it('refuses a clock it does not know', () => {
    expect(() => clockRule(set, 'conciliatoin')).toThrow(/no clock conciliatoin/)
  })
})

describe('what is wrong with a law', () => {
  const conciliation = clockRule(set, 'conciliation')
  const cases: readonly [string, readonly RuleSet[], RegExp][] = [
    ['overlap', [until('2026-07-01'), from('2026-07-01')], /overlap/],
    ['open end before another', [set, from('2026-07-01')], /overlap/],
    ['gap of one day', [until('2026-06-29'), from('2026-07-01')], /no law is in force/],
    ['two networks', [until('2026-06-30'), { ...from('2026-07-01'), network: 'elsewhere' }], /two networks/],
    ['unknown zone', [{ ...set, timeZone: 'Asia/Doha-sur-Mer' }], /time zone/],
    ['no working day', [{ ...set, workingWeek: [] }], /no working day/],
    ['weekday zero', [{ ...set, workingWeek: [0] }], /1 \(Monday\)/],
    ['ends before it begins', [until('2024-01-01')], /ends before/],
    ['impossible date', [until('2026-02-30')], /YYYY-MM-DD/],
    ['impossible holiday', [{ ...set, holidays: [{ date: '2026-13-01', name: 'x', source: 'x' }] }], /is no date/],
    ['holiday twice', [{ ...set, holidays: [...set.holidays, ...set.holidays.slice(0, 1)] }], /stands twice/],
    ['clock twice', [{ ...set, clocks: [conciliation, conciliation] }], /clock conciliation stands twice/],
    ['no length', [{ ...set, clocks: [{ ...conciliation, length: 0 }] }], /has no length/],
    ['never starts', [{ ...set, clocks: [{ ...conciliation, startsOn: [] }] }], /started by nothing/],
    ['ends where it starts', [{ ...set, clocks: [{ ...conciliation, endsOn: conciliation.startsOn }] }], /started and ended/],
  ]
  it.each(cases)('%s', (_what, law, sentence) => {
    expect(ruleSetProblems(law).join('\n')).toMatch(sentence)
  })
})

describe('the demo law', () => {
  it('is sound', () => {
    expect(ruleSetProblems(QATAR_DEMO_LAW)).toEqual([])
    expect(ruleSetProblems([until('2026-06-30'), from('2026-07-01')])).toEqual([])
  })
  it('has a response clock for every urgency', () => {
    expect(Object.values(RESPONSE_CLOCKS).map((code) => clockRule(set, code).length)).toEqual([15, 2, 2])
  })
  it('has both Eids of every year on their Umm al-Qura days', () => {
    const ummAlQura = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura', { day: 'numeric', month: 'numeric', timeZone: 'UTC' })
    const lunar = (date: string) => {
      const parts = ummAlQura.formatToParts(Date.parse(date))
      return ['day', 'month'].map((type) => parts.find((part) => part.type === type)?.value).join('.')
    }
    const days = (name: string) => set.holidays.filter((holiday) => holiday.name.startsWith(name)).map((holiday) => lunar(holiday.date))
    const fourYears = (run: readonly string[]) => [...run, ...run, ...run, ...run]
    expect(days('Eid al-Fitr')).toEqual(fourYears(['1.10', '2.10', '3.10']))
    expect(days('Eid al-Adha')).toEqual(fourYears(['10.12', '11.12', '12.12']))
  })
  it('says of every holiday that it is to be checked', () => {
    expect(set.holidays.filter((holiday) => !holiday.name.includes('(check)'))).toEqual([])
  })
})
