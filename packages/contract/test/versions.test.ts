import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  ACCEPTS,
  type ChainReturned,
  checkEvent,
  checkEventClaims,
  contentInVersion,
  type DigestStated,
  ENVELOPE,
  EVENT_TYPES,
  EVENTS,
  type Event,
  HEADS_TOLD,
  NAMES_IN_A_CHECK,
  NEW_LEAVES,
  OUTPUT_LENGTH,
  OUTPUTS_IN_AN_ANSWER,
  RETURNED_PIECE,
  readEvent,
  versionsOf,
} from '../src/index.ts'

const examples = (name: string): object[] => {
  const folder = new URL(`../examples/${name}/valid/`, import.meta.url)
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
}

describe('R4, T58: versions of an event live side by side', () => {
  test.each(EVENT_TYPES)('%s: versions ascend to the current one, and all of them are read', (type) => {
    const numbers = versionsOf(type).map(({ v }) => v)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(numbers.at(-1)).toBe(EVENTS[type].v)
    expect(ACCEPTS[type]).toEqual(numbers)
  })

  test.each(EVENT_TYPES)('%s: every example of every version is read as the current version says it', (type) => {
    for (const { v } of versionsOf(type)) {
      for (const data of examples(`${type}.v${v}`)) {
        const event = readEvent(type, v, data)
        expect(event.type).toBe(type)
        expect(checkEvent[type].firstFault(event.data)).toBeUndefined()
      }
    }
  })

  test.each(EVENT_TYPES)('%s: what an earlier version can say comes back from it unchanged, and the rest is refused', (type) => {
    for (const { v, fits } of versionsOf(type)) {
      for (const data of examples(`${type}.v${EVENTS[type].v}`)) {
        const event = readEvent(type, EVENTS[type].v, data)
        let written: object | undefined
        try {
          written = contentInVersion(event, v)
        } catch (error) {
          expect(error).toMatchObject({ code: 'event-not-in-that-version', facts: { event: type, limit: v } })
          continue
        }
        expect(fits.firstFault(written)).toBeUndefined()
        expect(readEvent(type, v, written)).toEqual(event)
      }
    }
  })

  test('J-9: a request announced by telephone is said in version 2 only', () => {
    const requests = examples('referral-requested.v2').map((data) => readEvent('referral-requested', 2, data))
    const spoken = requests.filter(({ data }) => 'byTelephone' in data)
    expect(spoken).toHaveLength(1)
    for (const event of requests) {
      expect(contentInVersion(event, 2)).toBe(event.data)
      const inVersion1 = () => contentInVersion(event, 1)
      if (spoken.includes(event)) expect(inVersion1).toThrow(expect.objectContaining({ code: 'event-not-in-that-version' }))
      else expect(inVersion1()).toEqual(event.data)
    }
  })

  test('c6: an unknown type, version or content is refused by name', () => {
    const [data] = examples('referral-requested.v1')
    expect(() => readEvent('referral-sold', 1, data)).toThrow(expect.objectContaining({ code: 'event-unknown' }))
    expect(() => readEvent('referral-requested', 3, data)).toThrow(expect.objectContaining({ code: 'event-version-unknown' }))
    const planted = { ...data, planted: true }
    for (const v of [1, 2]) {
      expect(() => readEvent('referral-requested', v, planted)).toThrow(
        expect.objectContaining({
          code: 'event-data-invalid',
          facts: { event: 'referral-requested', field: '/planted', rule: 'additionalProperties' },
        }),
      )
    }
    const event: Event = { type: 'referral-opened', data: {} }
    expect(() => contentInVersion(event, 2)).toThrow(expect.objectContaining({ code: 'event-version-unknown' }))
  })
})

/** Header, dots and signature of the inner JWS, and the four bytes of its length. */
const AROUND = 4 + 150 + 2 + 86

/** Size in the envelope of an event with the longest claims there are. */
function sizeOf({ type, data }: Event): number {
  const entity = `https://${'a'.repeat(31)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(31)}`
  const id = `${'x'.repeat(21)}A`
  const hash = `${'x'.repeat(42)}A`
  const claims = {
    iss: entity,
    aud: entity,
    jti: id,
    iat: 32_503_680_000,
    exp: 32_503_680_000,
    evt: type,
    v: 1,
    enc_to: hash,
    reissues: id,
    data,
  }
  expect(checkEventClaims.firstFault(claims)).toBeUndefined()
  expect(checkEvent[type].firstFault(data)).toBeUndefined()
  return AROUND + Math.ceil((JSON.stringify(claims).length * 4) / 3)
}

describe('c7: what a pair tells of itself fits one envelope at its largest', () => {
  const id = `${'x'.repeat(21)}A`
  const hash = `${'x'.repeat(42)}A`
  const latest = 32_503_680_000

  test('a digest with every bucket full in both directions', () => {
    const names = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    const direction = { events: 64_000_000, buckets: names.map((at) => ({ at, events: 1_000_000, digest: hash })) }
    const data: DigestStated = { from: latest, until: latest, sent: direction, received: direction, answers: id }
    expect(sizeOf({ type: 'digest-stated', data })).toBeLessThanOrEqual(ENVELOPE.eventSize)
  })

  test('a page of conversations, a page of events, and a piece of a lost event', () => {
    const head = { seq: 1_000_000, hash }
    const pages: ChainReturned[] = [
      { of: 'pair', asked: id, cases: Array(50).fill({ case: id, begunBy: 'answerer', sent: head, received: head }), more: true },
      { of: 'events', asked: id, direction: 'received', events: Array(100).fill({ id, seq: 1_000_000, hash }), more: true },
      { of: 'event', asked: id, id, seq: 1_000_000, hash, part: 3, parts: 3, text: 'x'.repeat(RETURNED_PIECE) },
    ]
    for (const data of pages) expect(sizeOf({ type: 'chain-returned', data }), data.of).toBeLessThanOrEqual(ENVELOPE.eventSize)
    expect(3 * RETURNED_PIECE).toBeGreaterThanOrEqual(ENVELOPE.eventSize)
  })

  test('c9: a conflict check and its answer, which are always as long', () => {
    const elements = Array<string>(NAMES_IN_A_CHECK).fill(hash)
    const asked: Event = { type: 'conflict-checked', data: { how: 'oblivious', check: id, blinded: elements } }
    const known = Array<string>(OUTPUTS_IN_AN_ANSWER).fill('x'.repeat(OUTPUT_LENGTH))
    const answer: Event = { type: 'conflict-answered', data: { how: 'compared', of: id, evaluated: elements, known } }
    // Of a referral each event names its place and its grant.
    const place = Math.ceil((JSON.stringify({ case: id, seq: 1_000_000, prev: hash, seen: 1_000_000, grant: hash }).length * 4) / 3)
    for (const event of [asked, answer]) expect(sizeOf(event) + place, event.type).toBeLessThanOrEqual(ENVELOPE.eventSize)
  })

  test('a head of a log with all its new leaves, or with the edge of its tree', () => {
    const note = `a/log/1\n${'x'.repeat(890)}\n`
    const head = { of: 'head', note, from: 2 ** 40, proof: Array(40).fill(hash), heard: Array(HEADS_TOLD).fill(note) } as const
    for (const data of [
      { ...head, edge: Array(40).fill(hash), leaves: [] },
      { ...head, edge: [], leaves: Array(NEW_LEAVES).fill(hash) },
    ])
      expect(sizeOf({ type: 'checkpoint', data })).toBeLessThanOrEqual(ENVELOPE.eventSize)
  })
})
