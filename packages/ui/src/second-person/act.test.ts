import type { SecondPersonView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { confirmBy, inOrder, stateOf } from './act.ts'

const AT = '2026-03-05T18:00:00.000Z'
const after = (minutes: number): number => Date.parse(AT) + minutes * 60_000
const act = (change: Partial<Pick<SecondPersonView, 'kind' | 'confirmedAt' | 'toldAt'>> = {}) => ({
  kind: 'danger' as const,
  askedAt: AT,
  confirmedAt: null,
  toldAt: null,
  ...change,
})

test('T36: an act waits for fifteen minutes; danger for another body’s word until the hour is over', () => {
  expect([14, 16, 61].map((minutes) => stateOf(act(), after(minutes)))).toEqual(['waits', 'elsewhere', 'lapsed'])
  expect([14, 16].map((minutes) => stateOf(act({ kind: 'release' }), after(minutes)))).toEqual(['waits', 'lapsed'])
  expect(confirmBy(act())).toBe('2026-03-05T18:15:00.000Z')
})

test('R-1: what went without the person’s word stays open until they were told; a release opens nothing to others', () => {
  const confirmed = { confirmedAt: AT }
  expect([stateOf(act(confirmed), after(1)), stateOf(act({ ...confirmed, kind: 'compelled' }), after(1))]).toEqual(['tell', 'tell'])
  expect(stateOf(act({ ...confirmed, toldAt: AT }), after(1))).toBe('done')
  expect(stateOf(act({ ...confirmed, kind: 'release' }), after(1))).toBe('done')
})

test('what waits comes first, then what is to be told', () => {
  const [waits, tell, done] = [act(), act({ confirmedAt: AT }), act({ confirmedAt: AT, toldAt: AT })]
  expect(inOrder([done, tell, waits], after(1))).toEqual({ waiting: [waits], toTell: [tell], over: [done] })
})
