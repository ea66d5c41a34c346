import { type ConflictChecked, checkEvent, NAMES_IN_A_CHECK, OUTPUTS_IN_AN_ANSWER } from '@ihala/contract'
import { evaluateElement, newObliviousKey, outputOf, randomId } from '@ihala/kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldName, inputOf, isComparable, type PartyName } from './conflict.ts'
import { answerTo, anyKnown, ask } from './oblivious.ts'

const about = fc.constantFrom('employer', 'recruiter', 'person-feared' as const)
/** Few words, so that names meet often; in any order, with marks, large and small, Arabic and Latin. */
const WORDS = ['Al', 'Faisal', 'FAISAL', 'faisal', 'Contracting', 'contracting,', '(Trading)', 'الدوحة', 'الدَّوحة', 'Sea', 'Works', 'Work']
const name = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
const party = fc.record({ about, name }).filter(isComparable)

/** What crosses, and whether the asker finds a conflict. */
async function check(asked: readonly PartyName[], known: readonly PartyName[]) {
  const question = await ask(randomId(), asked)
  const answer = await answerTo(question.asked, known)
  if (answer === undefined) throw new Error('the list is too long')
  return { ...question, answer, found: await anyKnown(question.kept, answer) }
}

describe('c9: the conflict check', () => {
  test('finds a conflict exactly where a name is known: the same once folded, and the same to the person', async () => {
    const same = (one: PartyName, other: PartyName) => one.about === other.about && foldName(one.name) === foldName(other.name)
    let met = 0
    await fc.assert(
      fc.asyncProperty(fc.array(party, { minLength: 1, maxLength: 3 }), fc.array(party, { maxLength: 4 }), async (asked, known) => {
        const expected = asked.some((one) => known.some((other) => same(one, other)))
        if (expected) met += 1
        expect((await check(asked, known)).found).toBe(expected)
      }),
      { numRuns: 40, examples: [[[{ about: 'employer', name: 'Al Faisal' }], [{ about: 'employer', name: 'FAISAL (al)' }]]] },
    )
    expect(met).toBeGreaterThan(0)
  }, 60_000)

  test('says nothing of the names: two checks of the same name share no element, and no part of one', async () => {
    const known = [{ about: 'employer', name: 'Al Faisal Contracting' }] as const
    const [first, second] = [await check(known, known), await check(known, known)]
    const sent = ({ asked, answer }: typeof first) => [...asked.blinded, ...answer.evaluated, ...answer.known]
    expect(sent(first).filter((one) => sent(second).includes(one))).toEqual([])
    expect(first.found && second.found).toBe(true)
    // No scalar is used twice, and none crosses.
    expect(new Set([...first.kept, ...second.kept].map(({ scalar }) => scalar)).size).toBe(2)
    expect(JSON.stringify([first.asked, first.answer])).not.toContain(first.kept[0]?.scalar)
  })

  test('a recipient with every key and a dictionary with the name in it cannot tell which it was, or whether it was one', async () => {
    const dictionary = ['Al Faisal Contracting', 'Sea Works', 'Gulf Stone'].map((one): PartyName => ({ about: 'employer', name: one }))
    const { asked } = await ask(randomId(), dictionary.slice(0, 1))
    const key = await newObliviousKey()
    const ofNames = await Promise.all(dictionary.map(async (one) => Buffer.from(await outputOf(key, Buffer.from(inputOf(one))))))
    const evaluated = await Promise.all(asked.blinded.map((element) => evaluateElement(key, element)))
    // What the recipient can calculate of an element and what it can of a name never meet: the scalar stands between.
    for (const bytes of [...asked.blinded, ...evaluated].map((element) => Buffer.from(element, 'base64url')))
      expect(ofNames.some((output) => output.includes(bytes))).toBe(false)
    const again = await ask(randomId(), dictionary.slice(0, 1))
    expect(again.asked.blinded.filter((element) => asked.blinded.includes(element))).toEqual([])
  })

  test('is as long for one name as for twenty, and its answer for an empty list as for a full one', async () => {
    const names = Array.from({ length: NAMES_IN_A_CHECK }, (_, n): PartyName => ({ about: 'employer', name: `Invented ${n}0` }))
    for (const asked of [names.slice(0, 1), names]) {
      for (const known of [[], names.slice(-1)]) {
        const one = await check(asked, known)
        expect(one.asked.blinded).toHaveLength(NAMES_IN_A_CHECK)
        expect(new Set(one.asked.blinded).size).toBe(NAMES_IN_A_CHECK)
        expect(one.kept).toHaveLength(asked.length)
        const outputs = one.answer.known
        expect(outputs).toHaveLength(OUTPUTS_IN_AN_ANSWER)
        expect(outputs).toEqual([...outputs].sort())
        for (const [type, data] of [['conflict-checked', one.asked] as const, ['conflict-answered', one.answer] as const])
          expect(checkEvent[type].firstFault(data)).toBeUndefined()
        expect(one.found).toBe(known.length > 0 && asked.length === NAMES_IN_A_CHECK)
      }
    }
  })

  test('asks about twenty names at most, and a list longer than an answer is not shortened', async () => {
    const { asked } = await ask(randomId(), [{ about: 'employer', name: 'Sea Works' }])
    const [first = ''] = asked.blinded
    const more: ConflictChecked = { ...asked, blinded: [...asked.blinded, first] }
    expect(checkEvent['conflict-checked'].firstFault(more)).toMatchObject({ field: '/blinded', rule: 'maxItems' })
    const list = Array.from({ length: OUTPUTS_IN_AN_ANSWER + 1 }, (_, n): PartyName => ({ about: 'employer', name: `Invented ${n}0` }))
    expect(await answerTo(asked, list)).toBeUndefined()
  })

  test('of a name that folds to nothing there is nothing to compare', () => {
    expect(isComparable({ about: 'employer', name: '-- ()' })).toBe(false)
    expect(isComparable({ about: 'employer', name: 'A B' })).toBe(false)
    expect(isComparable({ about: 'employer', name: 'Sea Works' })).toBe(true)
  })
})
