import { readdirSync } from 'node:fs'
import { ACCEPTS, checkEvent, EVENT_TYPES, EVENTS, FHIR_STATUS, isEventType, REFERRAL_STATES } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const GRANTS = ['request', 'section', 'case', 'progress', 'none']
/** FHIR R4 Task.status. */
const FHIR = [
  'draft',
  'requested',
  'received',
  'accepted',
  'rejected',
  'ready',
  'cancelled',
  'in-progress',
  'on-hold',
  'failed',
  'completed',
  'entered-in-error',
]

describe('the event table is total', () => {
  test.each(EVENT_TYPES)('%s has a schema, a writer, states, a grant and a level', (type) => {
    const row = EVENTS[type]
    expect(type).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(checkEvent[type]({ planted: 'member' })).toBe(false)
    expect(['sender', 'recipient', 'either']).toContain(row.writer)
    expect(GRANTS).toContain(row.grant)
    expect(['chain', 'pair']).toContain(row.level)
    expect(ACCEPTS[type].at(-1)).toBe(row.v)
    for (const state of row.from) expect(state === null || REFERRAL_STATES.includes(state)).toBe(true)
    expect(row.to === 'same' || REFERRAL_STATES.includes(row.to)).toBe(true)
    // Between two organisations nothing has a state; of a referral nothing can be written never.
    expect(row.from.length === 0).toBe(row.level === 'pair')
  })

  test('every version of an event has one file and every file is one', () => {
    const files = readdirSync(new URL('../../packages/contract/src/events/', import.meta.url)).filter(
      (file) => !['catalogue.ts', 'versions.ts'].includes(file),
    )
    expect(files.sort()).toEqual(EVENT_TYPES.flatMap((type) => ACCEPTS[type].map((v) => `${type}.v${v}.ts`)).sort())
  })

  test('every state is reached, has a FHIR status, and only an enquiry or a request begins a referral', () => {
    expect(Object.keys(FHIR_STATUS)).toEqual([...REFERRAL_STATES])
    for (const status of Object.values(FHIR_STATUS)) expect(FHIR).toContain(status)
    const reached = new Set<string>(EVENT_TYPES.map((type) => EVENTS[type].to))
    for (const state of REFERRAL_STATES) expect(reached.has(state), state).toBe(true)
    expect(EVENT_TYPES.filter((type) => (EVENTS[type].from as readonly unknown[]).includes(null))).toEqual([
      'referral-enquired',
      'referral-requested',
    ])
  })

  test('only what begins a referral carries its grant whole, and it carries need; personal sections need a grant of their own category', () => {
    expect(EVENT_TYPES.filter((type) => EVENTS[type].grant === 'request')).toEqual(['referral-enquired', 'referral-requested'])
    // D14: how somebody is met is a section of its own, under the grant's word on contact.
    expect(EVENT_TYPES.filter((type) => EVENTS[type].grant === 'section')).toEqual(['sections-disclosed', 'meeting-arranged'])
    expect(EVENT_TYPES.filter((type) => EVENTS[type].grant === 'none').every((type) => EVENTS[type].level === 'pair')).toBe(true)
  })

  test('c6: a word that is no event is no event, whatever it looks like', () => {
    for (const word of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'Referral-Accepted',
      'referral-accepted ',
      'referral-accepted.v2',
    ])
      expect(isEventType(word), word).toBe(false)
    fc.assert(fc.property(fc.string(), (word) => isEventType(word) === EVENT_TYPES.some((type) => type === word)))
  })
})
