import { expect, test } from 'vitest'
import { exitCode, lastLine, oneFailed, onePassed, sum, withinBudget } from './outcome.ts'
import { root } from './process.ts'
import { count, holds } from './vitest.ts'

const skippedOne = { passed: 0, failed: 0, skipped: ['a: no camera'], trouble: '', notes: [] }

test('the last line counts everything', () => {
  expect(lastLine(sum([onePassed, onePassed, oneFailed('broken'), skippedOne]))).toBe('2 passed, 1 failed, 1 skipped')
})

test('a failure fails the run, and so does a run of nothing', () => {
  expect(exitCode(onePassed)).toBe(0)
  expect(exitCode(sum([onePassed, oneFailed('broken')]))).toBe(1)
  expect(exitCode(sum([]))).toBe(1)
  expect(exitCode(skippedOne)).toBe(1)
})

test('a suite over its budget has one more failure and says so', () => {
  expect(withinBudget('unit', onePassed, 39.9, 40)).toBe(onePassed)
  const late = withinBudget('unit', onePassed, 41, 40)
  expect(late).toMatchObject({ passed: 1, failed: 1, trouble: 'unit: over budget, 41.0 s of 40 s' })
})

const file = (name: string, status: 'passed' | 'failed', tests: { status: string; meta?: { skipped?: string } }[]) => ({
  name: `${root}/${name}`,
  message: '',
  status,
  assertionResults: tests.map((one) => ({ fullName: 'holds', meta: {}, ...one })),
})

test('a file that does not load or get ready is a failure, a skip carries its reason', () => {
  const report = {
    testResults: [
      file('a.test.ts', 'passed', [{ status: 'passed' }, { status: 'skipped', meta: { skipped: 'no camera' } }, { status: 'todo' }]),
      file('b.test.ts', 'failed', []),
      file('c.test.ts', 'failed', [{ status: 'failed' }, { status: 'passed' }, { status: 'skipped' }]),
      file('d.test.ts', 'failed', [{ status: 'skipped' }]),
    ],
  }
  expect(count(report)).toEqual({
    passed: 2,
    failed: 3,
    skipped: [
      'a.test.ts: holds: no camera',
      'a.test.ts: holds: no reason given',
      'c.test.ts: holds: no reason given',
      'd.test.ts: holds: what its file begins with failed',
    ],
  })
})

test('a long run takes the files that hold a test of the name, and no other', () => {
  const only = /\b(T8|c7)\b/
  expect(holds("test('T8: three relays on one outbox', () => {", only)).toBe(true)
  expect(holds("test(\n  'T8: three relays',", only)).toBe(true)
  expect(holds("test('T80: something else', () => {", only)).toBe(false)
  expect(holds("// what T8 holds is 'not here'", only)).toBe(false)
})
