import { Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { DECISIONS, OF_NO_PERSON, type Tried } from './decision-table.ts'
import { type Deciding, decisionsFound, PERMITS } from './decisions.ts'
import { ATTRIBUTES, type Attribute, without } from './flip.ts'

/** What came of a decision: its value, or the refusal it gave. Anything else is a fault of the table. */
function outcomeOf(decide: Deciding, given: readonly unknown[]): unknown {
  try {
    return { value: without(decide(...given)) }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { refused: thrown.code, facts: { ...thrown.facts } }
    if (thrown instanceof RangeError) return { fault: thrown.message }
    throw thrown
  }
}

const given = (attribute: Attribute, args: readonly unknown[], other: boolean): readonly unknown[] => {
  const flipped = attribute.set(args, other)
  if (!Array.isArray(flipped)) throw new Error('a list of arguments stays one')
  return flipped
}

const both = (decide: Deciding, attribute: Attribute, args: readonly unknown[]) => [
  outcomeOf(decide, given(attribute, args, false)),
  outcomeOf(decide, given(attribute, args, true)),
]

let found: ReadonlyMap<string, Deciding>
beforeAll(async () => {
  found = await decisionsFound()
})

const decisionOf = (name: string): Deciding => {
  const decide = found.get(name)
  if (!decide) throw new Error(`there is no decision ${name}`)
  return decide
}

const rows: readonly (readonly [string, Tried])[] = Object.entries(DECISIONS)

describe('c5, R-2, R-18: the same decision, whoever it is about', () => {
  test('every decision that permits or refuses is in the table, and none that is not there', () => {
    const permits = [...found.keys()].filter((name) => PERMITS.test(name) && !OF_NO_PERSON.has(name))
    expect(permits.length).toBeGreaterThan(50)
    expect(permits.filter((name) => !(name in DECISIONS))).toEqual([])
    expect([...Object.keys(DECISIONS), ...OF_NO_PERSON].filter((name) => !found.has(name))).toEqual([])
  })

  test.each(rows)('%s', (name, { given: args, differsBy = {} }) => {
    const decide = decisionOf(name)
    for (const attribute of ATTRIBUTES) {
      if (attribute.name in differsBy) continue
      fc.assert(
        fc.property(args, (one) => {
          const [here, there] = both(decide, attribute, one)
          expect(there, `by ${attribute.name}`).toEqual(here)
        }),
        { numRuns: 40 },
      )
    }
    // Were every answer a fault, sameness would say nothing.
    expect(fc.sample(args, 200).some((one) => !('fault' in Object(outcomeOf(decide, one))))).toBe(true)
  })

  test.each(rows.flatMap(([name, { given: args, differsBy = {} }]) => Object.keys(differsBy).map((by) => [name, by, args] as const)))(
    '%s does differ by %s, as is said of it',
    (name, by, args) => {
      const attribute = ATTRIBUTES.find((one) => one.name === by)
      if (!attribute) throw new Error(`nothing is called ${by}`)
      const differs = fc.sample(args, 3_000).some((one) => {
        const [here, there] = both(decisionOf(name), attribute, one)
        return JSON.stringify(here) !== JSON.stringify(there)
      })
      expect(differs).toBe(true)
    },
  )

  test('a decision that looks at one of them is found', () => {
    const partial: Deciding = (need) => JSON.stringify(need).includes('"nationality":"NP"')
    const caught = ATTRIBUTES.filter((attribute) => {
      const [here, there] = both(partial, attribute, [{ needs: [{ urgency: 'planned' }] }])
      return here !== there && JSON.stringify(here) !== JSON.stringify(there)
    })
    expect(caught.map(({ name }) => name)).toEqual(['nationality'])
  })
})
