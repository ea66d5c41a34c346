import { expect, test } from 'vitest'
import { todayPage } from './page.ts'

test('the page one leaves to says what day it is, in both calendars and languages, and nothing that would tell where one was', () => {
  const page = todayPage(new Date('2026-11-23T21:30:00.000Z'))
  // In Qatar it is the next day by then.
  expect(page).toContain('Tuesday, 24 November 2026')
  expect(page).toContain('١٢:٣٠')
  expect(page).toMatch(/Jumada II \d+, 1448/)
  expect(page).toContain('١٤٤٨')
  expect(page).not.toMatch(/ihala|إحالة|script|https?:|worker|عامل/i)
})
