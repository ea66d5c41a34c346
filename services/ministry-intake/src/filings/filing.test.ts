import { randomBytes } from 'node:crypto'
import { checkFilingList, checkFilingStatement } from '@ihala/contract'
import { expect, test } from 'vitest'
import { daysToList, filingList, filingStatement, lastDayToList } from './filing.ts'

const MINISTRY = 'https://ministry-of-labour.ihala.test'
const random = (): string => randomBytes(32).toString('base64url')

test('c1: a statement says who, which day and what value, and nothing else', () => {
  const statement = filingStatement(MINISTRY, '2026-11-22', random())
  expect(Object.keys(statement).sort()).toEqual(['evt', 'filing', 'iat', 'iss'])
  expect(new Date(statement.iat * 1000).toISOString()).toBe('2026-11-22T00:00:00.000Z')
  expect(checkFilingStatement(statement)).toBe(true)
})

test('c1: a list is filled up with chance and sorted: its length tells next to nothing, its order nothing', () => {
  for (const [count, length] of [
    [0, 32],
    [1, 32],
    [32, 32],
    [33, 64],
  ] as const) {
    const filings = Array.from({ length: count }, random)
    const list = filingList(MINISTRY, '2026-11-22', filings, random)
    expect(list.filings).toHaveLength(length)
    expect(list.filings).toEqual([...list.filings].sort())
    for (const filing of filings) expect(list.filings).toContain(filing)
    expect(checkFilingList(list)).toBe(true)
  }
})

test('c1: the last day with a list is the last that is over where the organisation is, a quarter of an hour ago', () => {
  expect(lastDayToList('2026-11-22T21:14:59.000Z', 'Asia/Qatar')).toBe('2026-11-21')
  expect(lastDayToList('2026-11-22T21:15:00.000Z', 'Asia/Qatar')).toBe('2026-11-22')
  expect(lastDayToList('2026-11-22T21:15:00.000Z', 'America/Lima')).toBe('2026-11-21')
})

test('c1: every day is listed once, also those on which the service was away', () => {
  expect(daysToList(undefined, '2026-11-22', 31)).toEqual(['2026-11-22'])
  expect(daysToList('2026-11-22', '2026-11-22', 31)).toEqual([])
  expect(daysToList('2026-11-28', '2026-12-01', 31)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
  expect(daysToList('2026-01-01', '2026-12-01', 3)).toEqual(['2026-01-02', '2026-01-03', '2026-01-04'])
})
