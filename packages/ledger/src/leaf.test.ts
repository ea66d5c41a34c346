import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical, type LeafEvent, leafHash, makeLeaf } from './leaf.ts'

const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))
const event: fc.Arbitrary<LeafEvent> = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 12 }), value, {
  maxKeys: 8,
  noNullPrototype: true,
})

describe('canonical JSON (RFC 8785 for flat events)', () => {
  test.each<[string, LeafEvent, string]>([
    ['members sorted by their UTF-16 units', { b: 1, a: 2, B: 3, 'a-b': 4 }, '{"B":3,"a":2,"a-b":4,"b":1}'],
    [
      'no white space, codes and numbers as they are',
      { act: 'sent', size: 16384, last: true, none: null },
      '{"act":"sent","last":true,"none":null,"size":16384}',
    ],
    ['the shortest escapes, others as they are', { text: 'a"\\\n\u0007é€😀' }, '{"text":"a\\"\\\\\\n\\u0007é€😀"}'],
    // RFC 8785 §3.2.3: the order is of UTF-16 units, in which an emoji stands before the Hebrew presentation form.
    [
      'the order of the RFC’s own example',
      { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    ['nothing', {}, '{}'],
  ])('%s', (_name, given, text) => {
    expect(canonical(given)).toBe(text)
  })

  test('in whatever order members were written the bytes are the same, and nothing is lost', () => {
    fc.assert(
      fc.property(event, (given) => {
        const text = canonical(given)
        expect(canonical(Object.fromEntries(Object.entries(given).reverse()))).toBe(text)
        expect(JSON.parse(text)).toEqual(given)
      }),
    )
  })

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%s is no number of a leaf', (number) => {
    expect(() => canonical({ number })).toThrow(RangeError)
  })
})

describe('hash of a leaf', () => {
  test('known vector: SHA-256(0x00 ‖ SHA-256(salt ‖ event)), made with another program', () => {
    const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
    expect(leafHash(salt, '{"act":"sent","event":"abc"}').toString('hex')).toBe(
      '03967e9b65d8ec04dfc584afeb7516480e0389738b6d3b1141334af931baa4a7',
    )
  })

  test('is the RFC 6962 leaf hash of the commitment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), event, (salt, given) => {
        const text = canonical(given)
        const commitment = createHash('sha256')
          .update(Buffer.concat([salt, Buffer.from(text)]))
          .digest()
        expect(leafHash(salt, text)).toEqual(
          createHash('sha256')
            .update(Buffer.concat([Buffer.of(0), commitment]))
            .digest(),
        )
      }),
    )
  })

  test('another salt is another hash: content cannot be guessed from it', () => {
    const [one, other] = [makeLeaf('1', { act: 'sent' }), makeLeaf('2', { act: 'sent' })]
    expect(one.salt).toHaveLength(16)
    expect(one.hash.equals(other.hash)).toBe(false)
    expect(one.hash).toEqual(leafHash(one.salt, one.event))
  })
})
