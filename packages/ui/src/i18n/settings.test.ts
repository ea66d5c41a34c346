import { expect, test } from 'vitest'
import { settingsFrom, zoneFrom } from './settings.ts'

test('Arabic first, and what is unknown is as on the first day', () => {
  const first = { language: 'ar', digits: 'latn', theme: 'auto', shortcuts: 'on', notices: 'off' }
  expect(settingsFrom(null)).toEqual(first)
  expect(settingsFrom('{"language":"xx","theme":7}')).toEqual(first)
  expect(settingsFrom('no json')).toEqual(first)
  expect(settingsFrom('[]')).toEqual(first)
})

test('what was chosen is kept', () => {
  const chosen = { language: 'en', digits: 'arab', theme: 'dark', shortcuts: 'off', notices: 'on' }
  expect(settingsFrom(JSON.stringify(chosen))).toEqual(chosen)
})

test('a kept zone is one the browser knows, or none', () => {
  expect(zoneFrom('Asia/Qatar')).toBe('Asia/Qatar')
  for (const unknown of [null, '', 'Asia/Nowhere', '{}']) expect(zoneFrom(unknown)).toBeUndefined()
})
