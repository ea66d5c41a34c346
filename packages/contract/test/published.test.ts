import { describe, expect, test } from 'vitest'
import { committed, faultOf, published } from '../publish.ts'
import { EVENT_TYPES, versionsOf } from '../src/index.ts'

const made = published()
const kept = committed()

describe('what crosses a border is published, and what is published does not change', () => {
  test.each([...new Set([...made.keys(), ...kept.keys()])].sort())('%s', (name) => {
    expect(faultOf(name, kept.get(name), made.get(name))).toBeUndefined()
  })

  test('every version of every event that is read has its file', () => {
    for (const type of EVENT_TYPES) for (const { v } of versionsOf(type)) expect(kept.has(`${type}.v${v}.json`), `${type}.v${v}`).toBe(true)
  })

  test('a changed meaning is named as such, something new and a changed table are not', () => {
    expect(faultOf('referral-held.v1.json', '{"a":1}', '{"a":2}')).toMatch(/`\.v2\.ts`/)
    expect(faultOf('referral-held.v1.json', '{"a":1}', undefined)).toMatch(/`\.v2\.ts`/)
    expect(faultOf('referral-held.v2.json', undefined, '{}')).toMatch(/not published yet/)
    expect(faultOf('refusals.json', '{}', '{"a":1}')).toMatch(/publish\.ts/)
    expect(faultOf('refusals.json', '{}', '{}')).toBeUndefined()
  })
})
