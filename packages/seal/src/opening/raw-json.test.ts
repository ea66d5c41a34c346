import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seed } from '../../test/seed.ts'
import { ambiguityIn, DEPTH_LIMIT, parseStrictObject } from './raw-json.ts'

// Keys that JSON writes without escapes.
const isPlain = (key: string) => key !== '__proto__' && !JSON.stringify(key).includes('\\')
const read = (text: string) => parseStrictObject(Buffer.from(text))

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes of plain values', () => {
    const value = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter(isPlain),
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(
          fc.dictionary(
            fc.constantFrom('a', 'é', ' ', '{'),
            fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
          ),
        ),
      ),
    )
    fc.assert(
      fc.property(value, (object) => {
        expect(read(JSON.stringify(object))).toEqual(JSON.parse(JSON.stringify(object)))
      }),
      { numRuns: 500, seed },
    )
  })

  it('finds a key doubled at any place of any object', () => {
    const key = fc.constantFrom('a', 'b{', 'c:', 'dé', '')
    const tree: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constant(1),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 3 }),
      ),
    })).node
    fc.assert(
      fc.property(tree, fc.nat(), (value, at) => {
        const text = JSON.stringify({ top: value, end: { last: 1 } })
        // Between a `{` and the key after it, the same key once more.
        const keys = [...text.matchAll(/(?<=[{])("(?:[^"\\]|\\.)*"):/g)]
        const chosen = keys[at % keys.length]
        if (chosen === undefined) throw new Error('there is always a key')
        expect(ambiguityIn(text)).toBeUndefined()
        expect(ambiguityIn(`${text.slice(0, chosen.index)}${chosen[1]}:0,${text.slice(chosen.index)}`)).toBe('duplicate-key')
      }),
      { numRuns: 1000, seed },
    )
  })

  it.each([
    ['duplicate-key', '{"a":1,"a":1}'],
    ['escaped-key', '{"a":1,"\\u0061":1}'],
    ['escaped-key', '{"d":[{"a":1,"\\"":1,"\\\\":1}]}'],
    ['escaped-key', '{"h":1,"\\"":2}'],
    ['escaped-key', '{"\\udc00":1}'],
    ['duplicate-key', '{"x":[{"y":{"a":[],"b":"\\"a\\":","a":{}}}]}'],
    ['proto-key', '{"__proto__":{}}'],
    ['escaped-key', '{"a":[{"__pr\\u006fto__":1}]}'],
    ['proto-key', '{"a":[{"__proto__":1}]}'],
    ['surrogate', '{"a":"\\ud83d"}'],
    ['surrogate', '{"a":["\\udc00"]}'],
    ['number', '{"a":9007199254740993}'],
    ['number', '{"a":[1e400]}'],
    ['number', '{"a":-1e999}'],
    ['depth', `{"a":${'['.repeat(DEPTH_LIMIT)}${']'.repeat(DEPTH_LIMIT)}}`],
    ['syntax', ''],
    ['syntax', '[]'],
    ['syntax', 'null'],
    ['syntax', '"a"'],
    ['syntax', '{"a":1}x'],
    ['syntax', '{"a":1,}'],
    ['syntax', '\ufeff{}'],
    ['syntax', "{'a':1}"],
    ['syntax', '{"a":NaN}'],
  ])('refuses for %s: %s', (fault, text) => expect(read(text)).toBe(fault))

  it('does not mistake text for structure', () => {
    expect(read('{"a":"{\\"a\\":1,\\"a\\":1}","b":"\\\\","c":["a","a"],"d":{"a":"a"}}')).toBeTypeOf('object')
    expect(read('{"a":9007199254740991,"b":-0.5e-3,"c":"\\ud83d\\ude00"}')).toBeTypeOf('object')
  })

  it('refuses bytes that are not UTF-8', () => {
    for (const hex of ['ff', 'c080', 'eda080', 'f8888080', 'e28'])
      expect(parseStrictObject(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(hex, 'hex'), Buffer.from('"}')]))).toBe('utf-8')
  })

  it('is not brought down by deep or long input', () => {
    expect(read(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe('depth')
    expect(read('['.repeat(200_000))).toBe('syntax')
    expect(read(`{"a":"${'\\\\'.repeat(100_000)}"}`)).toBeTypeOf('object')
    expect(read(`{"a":"${'\\"'.repeat(100_000)}"}`)).toBeTypeOf('object')
  })
})
