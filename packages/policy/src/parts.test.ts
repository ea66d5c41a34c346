import { EVENT_TYPES, EVENTS, PARTS, SECTION_CATEGORIES } from '@ihala/contract'
import { describe, expect, test } from 'vitest'
import { categoriesOf, grantLevelOf } from './grants.ts'
import { keyPartNumbered, keyPartsOf, partNamed, partOf } from './parts.ts'

describe('the part under whose key an event is kept', () => {
  test.each(EVENT_TYPES)('%s: one of the parts, and never that of another category than its own', (type) => {
    for (const data of [{}, { outcome: 'settled' }, ...SECTION_CATEGORIES.map((category) => ({ category }))]) {
      if (EVENTS[type].grant === 'section' && !('category' in data)) continue
      const part = partOf({ type, data })
      expect(PARTS).toContain(part)
      // What no withdrawal erases says nothing of a category.
      if (part === '') expect(categoriesOf({ type, data })).toEqual([])
      else if (part !== 'words' && grantLevelOf({ type, data }) !== 'case') expect(categoriesOf({ type, data })).toEqual([part])
    }
  })

  test('what holders write themselves never travels: no event is kept as `own`', () => {
    for (const type of EVENT_TYPES) expect(partOf({ type, data: { category: 'health', outcome: 'settled' } })).not.toBe('own')
  })

  test('each section under its category, notes as words, requests and conflict checks as need, ends by what they say', () => {
    for (const category of SECTION_CATEGORIES) expect(partOf({ type: 'sections-disclosed', data: { category } })).toBe(category)
    expect(partOf({ type: 'note-added', data: { text: 'she sleeps' } })).toBe('words')
    for (const type of ['referral-enquired', 'referral-requested', 'conflict-checked'] as const)
      expect(partOf({ type, data: {} })).toBe('need')
    expect(partOf({ type: 'referral-completed', data: { outcome: 'settled' } })).toBe('progress')
    for (const type of ['referral-completed', 'referral-accepted', 'referral-rejected', 'digest-stated'] as const)
      expect(partOf({ type, data: {} })).toBe('')
  })
})

describe('T42: words have one key after the other', () => {
  test('each has a name of its own, the first that of the part; all of them are words', () => {
    const names = Array.from({ length: 12 }, (_, index) => keyPartNumbered('words', index + 1))
    expect(names.slice(0, 3)).toEqual(['words', 'words-2', 'words-3'])
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(names.map(partNamed))).toEqual(new Set(['words']))
    for (const part of PARTS) {
      expect(partNamed(part)).toBe(part)
      if (part !== '') expect(partNamed(keyPartNumbered(part, 7))).toBe(part)
    }
    expect(() => partNamed('words-' as 'words')).toThrow('a key of no part')
  })

  test('what goes with words are the keys they had so far, and of every other part its one', () => {
    expect(keyPartsOf(['health', 'words', 'own'], 3)).toEqual(['health', 'words', 'words-2', 'words-3', 'own'])
    expect(keyPartsOf(['health', 'words'], 0)).toEqual(['health'])
    expect(keyPartsOf(['health'], 3)).toEqual(['health'])
  })
})
