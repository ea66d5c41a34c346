import { expect, test } from 'vitest'
import { assertGrantable, assertMarked } from './mark.ts'

test('D-12: without the mark, or after its last day, nobody screens', () => {
  expect(() => assertMarked('interviewing-victims', undefined, '2026-11-22')).toThrow(expect.objectContaining({ code: 'mark-missing' }))
  expect(() => assertMarked('interviewing-victims', '2026-11-21', '2026-11-22')).toThrow(expect.objectContaining({ code: 'mark-missing' }))
  expect(() => assertMarked('interviewing-victims', '2026-11-22', '2026-11-22')).not.toThrow()
})

test('a mark is not given for the past', () => {
  expect(() => assertGrantable({ validUntil: '2026-11-21' }, '2026-11-22')).toThrow(
    expect.objectContaining({ code: 'body-invalid', facts: { field: '/validUntil', rule: 'past' } }),
  )
  expect(() => assertGrantable({ validUntil: '2026-11-22' }, '2026-11-22')).not.toThrow()
})
