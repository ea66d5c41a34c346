import fc from 'fast-check'
import type { JsonSchema } from './contract-of.ts'

/** A value of a JSON body. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** What the network's own names are, so that a body of the right shape can also mean something. */
export type KnownNames = Readonly<Record<string, Json>>

// One text of each shape that the contract has a pattern for; the calendar's patterns look ahead, which no generator follows.
const SHAPES: readonly string[] = [
  '2026-11-20T08:00:00.000Z',
  '2027-03-01T08:00:00Z',
  '2026-11-20',
  '2027-03-01',
  '2026-11',
  'eng',
  'npi',
  'QA',
  'QAR',
  'C',
  '08:30',
  '+97400004130',
  'ETX9906031',
  '99999906031',
  'officer@house.example',
  'https://union-liaison.ihala.test',
  'https://shelter.ihala.test',
  'legal-aid',
  'protection',
  'AAAAAAAAAAAAAAAAAAAAAA',
  'BBBBBBBBBBBBBBBBBBBBBA',
  'A'.repeat(43),
  '"1"',
  '018f5a3e-1c2d-7abc-8def-0123456789ab',
  'TT-2026-000117',
  '/desk/',
  `${'e'.repeat(30)}.${'e'.repeat(60)}.${'A'.repeat(86)}`,
]
const WORDS = fc.constantFrom('Ward 3', 'الدور الثاني', 'left this morning', 'काठमाडौं', 'ሂሩት', 'a note\nof two lines')

/**
 * Values that fit a schema of the document. A member whose name is known takes what is known for it, now and then: an id that
 * exists leads further into a route than one that does not.
 * @throws RangeError for a schema with a word that is not known here
 */
export function fitting(schema: JsonSchema, known: KnownNames, name = ''): fc.Arbitrary<Json> {
  const value = anyFitting(schema, known, name)
  const own = known[name]
  // What one route calls `to` is a body, and a day in another.
  const fits = typeof own !== 'string' || schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(own)
  return own === undefined || !fits ? value : fc.oneof({ weight: 4, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: value })
}

const samples = new WeakMap<JsonSchema, Json>()

/** The one value that stands for all that fit a schema, where what is sent is no matter of chance: made at the first call. */
export function oneFitting(schema: JsonSchema, seed = 1, known: KnownNames = {}, name = ''): Json {
  const sample = samples.get(schema) ?? fc.sample(fitting(schema, known, name), { seed, numRuns: 1 })[0] ?? null
  samples.set(schema, sample)
  return sample
}

function anyFitting(schema: JsonSchema, known: KnownNames, name: string): fc.Arbitrary<Json> {
  if (schema.const !== undefined) return fc.constant(schema.const as Json)
  if (schema.enum) return fc.constantFrom(...(schema.enum as readonly Json[]))
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fitting(one, known, name)))
  switch (schema.type) {
    case 'object':
      return objects(schema, known)
    case 'array':
      return arrays(schema, known)
    case 'string':
      return strings(schema)
    case 'integer':
    case 'number':
      return numbers(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      throw new RangeError(`no value is known for ${JSON.stringify(schema).slice(0, 200)}`)
  }
}

function objects({ properties = {}, required = [] }: JsonSchema, known: KnownNames): fc.Arbitrary<Json> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, fitting(member, known, name)]))
  return fc.record(members, { requiredKeys: [...required], noNullPrototype: true })
}

function arrays({ items = {}, minItems = 0, maxItems = 5, uniqueItems }: JsonSchema, known: KnownNames): fc.Arbitrary<Json> {
  const item = fitting(items, known)
  const length = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) }
  return uniqueItems === true ? fc.uniqueArray(item, { ...length, selector: (one) => JSON.stringify(one) }) : fc.array(item, length)
}

function strings({ pattern, minLength = 0, maxLength = 80 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern === undefined) {
    const word = WORDS.filter((text) => text.length >= minLength && text.length <= maxLength)
    return fc.oneof(word, fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 12) })).filter((text) => {
      return text.length >= minLength && text.length <= maxLength
    })
  }
  const fits = new RegExp(pattern, 'u')
  const shapes = SHAPES.filter((text) => fits.test(text) && text.length <= maxLength)
  if (shapes.length > 0) return fc.constantFrom(...shapes)
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength)
}

function numbers({ minimum = -1000, maximum = 1_000_000, type }: JsonSchema): fc.Arbitrary<number> {
  const whole = fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum, max: Math.min(maximum, 2_147_483_647) }))
  return type === 'integer' ? whole : fc.oneof(whole, fc.double({ min: minimum, max: maximum, noNaN: true }))
}
