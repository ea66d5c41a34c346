import { expect, test } from 'vitest'
import { afterLetter, letterOf, opensBar } from './keys.ts'

const plain = { ctrlKey: false, metaKey: false, altKey: false }

test('a letter is the same on an Arabic keyboard, and follows what a Latin one writes', () => {
  expect(letterOf({ ...plain, key: 'ل', code: 'KeyG' })).toBe('g')
  expect(letterOf({ ...plain, key: 'a', code: 'KeyQ' })).toBe('a')
  expect(letterOf({ ...plain, key: '١', code: 'Digit1' })).toBe('1')
  expect(letterOf({ ...plain, key: '؟', code: 'Slash' })).toBe('?')
})

test('other keys and modifiers are no shortcuts', () => {
  expect(letterOf({ ...plain, key: 'Enter', code: 'Enter' })).toBeUndefined()
  expect(letterOf({ ...plain, key: 'Tab', code: 'Tab' })).toBeUndefined()
  expect(letterOf({ ...plain, ctrlKey: true, key: 'a', code: 'KeyA' })).toBeUndefined()
})

test('Ctrl-K and ⌘-K open the bar on any keyboard', () => {
  expect(opensBar({ ...plain, ctrlKey: true, key: 'ن', code: 'KeyK' })).toBe(true)
  expect(opensBar({ ...plain, metaKey: true, key: 'k', code: 'KeyK' })).toBe(true)
  expect(opensBar({ ...plain, key: 'k', code: 'KeyK' })).toBe(false)
})

test('letters make a shortcut one after another; a wrong one begins anew', () => {
  const all = ['n', 'a', 'g w', 'g t']
  expect(afterLetter('', 'n', all)).toEqual({ typed: '', found: 'n' })
  expect(afterLetter('', 'g', all)).toEqual({ typed: 'g', found: undefined })
  expect(afterLetter('g', 't', all)).toEqual({ typed: '', found: 'g t' })
  expect(afterLetter('g', 'a', all)).toEqual({ typed: '', found: 'a' })
  expect(afterLetter('g', 'g', all)).toEqual({ typed: 'g', found: undefined })
  expect(afterLetter('g', 'x', all)).toEqual({ typed: '', found: undefined })
})
