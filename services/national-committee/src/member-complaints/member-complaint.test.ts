import { expect, test } from 'vitest'
import { assertNew, assertSeen, stateOf } from './member-complaint.ts'

const AT = '2026-11-22T10:00:00.000Z'
const NEW = { acknowledgedAt: null, closedAt: null }
const SEEN = { acknowledgedAt: AT, closedAt: null }
const CLOSED = { acknowledgedAt: AT, closedAt: AT }
const forbidden = (state: string) => expect.objectContaining({ code: 'state-forbids', facts: { state } })

test('D-21: a complaint is new, seen, closed, in this order and once each', () => {
  expect([NEW, SEEN, CLOSED].map(stateOf)).toEqual(['new', 'acknowledged', 'closed'])
  expect(() => assertNew(NEW)).not.toThrow()
  expect(() => assertSeen(SEEN)).not.toThrow()
  expect(() => assertNew(SEEN)).toThrow(forbidden('acknowledged'))
  expect(() => assertNew(CLOSED)).toThrow(forbidden('closed'))
  expect(() => assertSeen(NEW)).toThrow(forbidden('new'))
  expect(() => assertSeen(CLOSED)).toThrow(forbidden('closed'))
})
