import { readdirSync, readFileSync } from 'node:fs'
import {
  checkCrossCertificate,
  checkEventClaims,
  checkGrant,
  checkReceiptClaims,
  checkRegistryList,
  checkRegistryStatement,
  EVENT_TYPES,
  type Fault,
  versionsOf,
} from '@ihala/contract'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../packages/contract/examples/', import.meta.url)

type AnyCheck = ((value: unknown) => boolean) & { readonly firstFault: (value: unknown) => Fault | undefined }

const CHECKS: ReadonlyMap<string, AnyCheck> = new Map<string, AnyCheck>([
  ...EVENT_TYPES.flatMap((type) => versionsOf(type).map(({ v, fits }): [string, AnyCheck] => [`${type}.v${v}`, fits])),
  ['event-claims', checkEventClaims],
  ['receipt-claims', checkReceiptClaims],
  ['grant', checkGrant],
  ['registry-statement', checkRegistryStatement],
  ['registry-list', checkRegistryList],
  ['cross-certificate', checkCrossCertificate],
])

/** Of a closed union only “none fits” can be said, so there the name of the example is not compared with the rule. */
const UNIONS: ReadonlySet<string> = new Set([
  'sections-disclosed.v1',
  'chain-asked.v1',
  'chain-returned.v1',
  'chain-returned.v2',
  'right-exercised.v1',
  'right-answered.v1',
  'checkpoint.v1',
  'cosignature.v1',
  'grant',
])

/** The rule that an invalid example breaks, by the beginning of its name; `wrong-…` breaks any other. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^unknown-member/, 'additionalProperties'],
  [/^unknown-code/, 'enum'],
  [/^missing-/, 'required'],
]

function examples(name: string, kind: 'valid' | 'invalid'): [string, unknown][] {
  const place = new URL(`${name}/${kind}/`, folder)
  return readdirSync(place)
    .sort()
    .map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, place), 'utf8'))])
}

test('every event and every signed object has examples, and nothing else has', () => {
  expect(readdirSync(folder).sort()).toEqual([...CHECKS.keys()].sort())
})

describe.each([...CHECKS.keys()])('%s', (name) => {
  const check = CHECKS.get(name)
  if (!check) throw new Error(`nothing checks ${name}`)

  test('valid examples are taken', () => {
    const valid = examples(name, 'valid')
    expect(valid.length).toBeGreaterThan(0)
    for (const [example, value] of valid) expect(check.firstFault(value), example).toBeUndefined()
  })

  test('invalid examples are refused, each for the reason in its name', () => {
    const invalid = examples(name, 'invalid')
    expect(invalid.map(([example]) => example)).toContain('unknown-member')
    expect(invalid.length).toBeGreaterThanOrEqual(2)
    for (const [example, value] of invalid) {
      const fault = check.firstFault(value)
      expect(fault, example).toBeDefined()
      expect(check(value), example).toBe(false)
      const [, rule] = RULES.find(([beginning]) => beginning.test(example)) ?? []
      if (rule !== undefined && !UNIONS.has(name)) expect(fault?.rule, example).toBe(rule)
    }
  })
})
