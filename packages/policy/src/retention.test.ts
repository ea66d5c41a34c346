import { Category, PARTS, Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QATAR_DEMO_LAW } from './clocks/qatar-demo.ts'
import { type RuleSet, ruleSetProblems } from './clocks/rule-set.ts'
import { assertMayHold, dueByClock, type Hold, type KeepingFacts, keptOf, keptUntil, statesAll } from './retention.ts'

const law = QATAR_DEMO_LAW[0] as RuleSet
const NOW = '2026-11-22T08:00:00.000Z'
const hold = (parts: Hold['parts'], until: string): Hold => ({
  parts,
  ground: 'court-order',
  law: 'qa-law-13-1990',
  article: '260',
  until,
})
const facts = (changes: Partial<KeepingFacts> = {}): KeepingFacts => ({
  kind: 'shelter',
  state: 'completed',
  since: '2026-11-01T08:00:00.000Z',
  holds: [],
  ...changes,
})

describe('c2, M1 what stays', () => {
  it('nothing, where neither a law nor a hold names it', () => {
    expect(keptOf(PARTS, facts(), law, NOW)).toEqual([])
  })
  it('what a law has this kind of body keep, and only once there is something to keep', () => {
    const charity = { kind: 'charity-funding', since: '2020-02-29T08:00:00.000Z' }
    expect(keptOf(PARTS, facts(charity), law, NOW)).toEqual([
      { part: 'need', ground: 'record-duty', law: 'qa-law-20-2019', article: '20', until: '2030-03-01' },
    ])
    expect(keptOf(PARTS, facts({ ...charity, state: 'rejected' }), law, NOW)).toEqual([])
    expect(keptOf(PARTS, facts({ ...charity, state: null }), law, NOW)).toEqual([])
    expect(keptOf(['identity'], facts(charity), law, NOW)).toEqual([])
    expect(keptOf(PARTS, facts({ ...charity, since: '2010-01-01T08:00:00.000Z' }), law, NOW)).toEqual([])
  })
  it('what a house wrote itself of a case it took on, where its law wants the file; never what came with it', () => {
    const parts = (kind: string, state: KeepingFacts['state']) => keptOf(PARTS, facts({ kind, state }), law, NOW).map(({ part }) => part)
    for (const kind of ['ministry-intake', 'legal-aid'])
      expect([parts(kind, 'accepted'), parts(kind, 'failed'), parts(kind, 'rejected'), parts(kind, 'requested')]).toEqual([
        ['own'],
        ['own'],
        [],
        [],
      ])
    expect(parts('shelter', 'accepted')).toEqual([])
  })
  it('what a hold names, on its last day too, and never the grants', () => {
    const holds = [hold(['words', 'testimony'], '2026-11-22')]
    expect(keptOf(['', 'testimony', 'health', 'words'], facts({ holds }), law, NOW)).toEqual([
      { part: 'testimony', ground: 'court-order', law: 'qa-law-13-1990', article: '260', until: '2026-11-22' },
      { part: 'words', ground: 'court-order', law: 'qa-law-13-1990', article: '260', until: '2026-11-22' },
    ])
    // The local day: it is over in Doha three hours before it is in Greenwich.
    expect(keptOf(PARTS, facts({ holds }), law, '2026-11-22T20:59:59.000Z')).toHaveLength(2)
    expect(keptOf(PARTS, facts({ holds }), law, '2026-11-22T21:00:00.000Z')).toEqual([])
  })
  it('of two holds the longer one', () => {
    const holds = [hold(['health'], '2026-12-01'), hold(['health'], '2027-01-01'), hold(['health'], '2026-12-24')]
    expect(keptOf(PARTS, facts({ holds }), law, NOW).map(({ until }) => until)).toEqual(['2027-01-01'])
  })
  it('is looked at again when its first day is over', () => {
    const holds = [hold(['health'], '2026-12-24'), hold(['identity'], '2026-12-01')]
    expect(keptUntil(keptOf(PARTS, facts({ holds }), law, NOW), law.timeZone)).toBe('2026-12-01T21:00:00.000Z')
    expect(keptUntil([], law.timeZone)).toBeNull()
  })
})

describe('M1 a hold', () => {
  it('is by an article of the law in force, and no longer than that allows', () => {
    expect(assertMayHold('ordered-by-court', '2027-11-23', law, NOW)).toMatchObject({ ground: 'court-order', article: '260' })
    const refused = (basis: string, until: string): string | undefined => {
      try {
        assertMayHold(basis, until, law, NOW)
      } catch (error) {
        if (error instanceof Refusal) return `${error.facts.field} ${error.facts.rule}`
      }
      return undefined
    }
    expect(refused('because-we-want-to', '2027-01-01')).toBe('/basis law')
    expect(refused('ordered-by-court', '2027-11-24')).toBe('/until maximum')
    expect(refused('ordered-by-court', '2026-11-21')).toBe('/until minimum')
  })
})

describe('DESIGN §7, M1 what is over', () => {
  const exp = Date.parse('2026-06-01T00:00:00.000Z') / 1000
  it('each class after its retention, everything at eraseAt', () => {
    const grant = { exp, eraseAt: '2026-12-01T00:00:00.000Z' }
    expect(dueByClock(grant, law, '2026-06-01T00:00:00.000Z')).toEqual({ due: [], next: '2026-07-01T00:00:00.000Z' })
    expect(dueByClock(grant, law, '2026-07-01T00:00:00.000Z').due.toString()).toBe('exposure,safe-contact')
    expect(dueByClock(grant, law, '2026-11-30T23:59:59.000Z').next).toBe('2026-12-01T00:00:00.000Z')
    expect(dueByClock(grant, law, '2026-12-01T00:00:00.000Z')).toEqual({ due: 'all', next: null })
  })
  it('T36: what went on the ground of danger is over after 14 days, whatever its retention', () => {
    const grant = { exp, eraseAt: new Date((exp + 14 * 86_400 - 3600) * 1000).toISOString() }
    expect(dueByClock(grant, law, '2026-06-14T22:59:59.000Z').due).toEqual([])
    expect(dueByClock(grant, law, '2026-06-14T23:00:00.000Z')).toEqual({ due: 'all', next: null })
  })
  it('never after eraseAt, and the clock always has a next look until all is over', () => {
    const seed = Date.now() % 2_147_483_647
    console.info(`what is over, seed ${seed}`)
    const minutes = fc.integer({ min: 0, max: 800 * 1440 })
    fc.assert(
      fc.property(minutes, minutes, (after, at) => {
        const grant = { exp, eraseAt: new Date((exp + after * 60) * 1000).toISOString() }
        const now = new Date((exp + at * 60) * 1000).toISOString()
        const { due, next } = dueByClock(grant, law, now)
        if (at >= after) expect({ due, next }).toEqual({ due: 'all', next: null })
        else {
          expect(due).not.toBe('all')
          expect(Date.parse(next ?? '')).toBeGreaterThan(Date.parse(now))
          expect(Date.parse(next ?? '')).toBeLessThanOrEqual(Date.parse(grant.eraseAt))
        }
      }),
      { seed, numRuns: 500 },
    )
  })
})

it('c2 a statement that leaves something out does not answer', () => {
  const kept = [{ part: 'need' }]
  expect(statesAll(['need', 'health'], { erased: ['health'], kept })).toBe(true)
  expect(statesAll(['need', 'health', 'words'], { erased: ['health'], kept })).toBe(false)
})

it('M1 a law that forgets a class of data cannot be used', () => {
  const without = (category: string): RuleSet => ({ ...law, retention: law.retention.filter((rule) => rule.category !== category) })
  for (const category of Category.enum) expect(ruleSetProblems([without(category)]).join()).toContain(`${category} has no retention`)
  const endless = law.duties.map((duty) => ({ ...duty, days: 0 }))
  expect(ruleSetProblems([{ ...law, duties: endless }]).join()).toContain('payments-made has no longest time')
})
