import { readReceiptCode } from '@ihala/contract'
import { expect, test } from 'vitest'
import { filingValue, filingValues, newReceiptCode } from './receipt-code.ts'

const MINISTRY = 'https://ministry-of-labour.ihala.test'

test('A2: a new code has 16 digits and reads as what was drawn; no two are alike', () => {
  const made = Array.from({ length: 500 }, newReceiptCode)
  for (const { code, digits } of made) expect([code.length, readReceiptCode(code)]).toEqual([16, { kind: 'real', digits }])
  expect(new Set(made.map(({ code }) => code)).size).toBe(500)
})

test('c1: the value of a code is the same for ever, and another one with another organisation', async () => {
  // The same as the verifier computes: packages/verifier/src/filing.test.ts makes it by itself.
  expect(await filingValue(MINISTRY, '31415926535897')).toBe('EF9Se6TUESZ1QHo4WiFkxfP86mDAgtImUveVN0Qz4-k')
  expect(await filingValue('https://other.ihala.test', '31415926535897')).not.toBe('EF9Se6TUESZ1QHo4WiFkxfP86mDAgtImUveVN0Qz4-k')
})

test('A8: few are computed at once, some wait, and who comes after them is told to wait', async () => {
  const [begun, end]: [string[], (() => void)[]] = [[], []]
  const values = filingValues(MINISTRY, (_entityId, digits) => {
    begun.push(digits)
    return new Promise((resolve) => end.push(() => resolve(`value of ${digits}`)))
  })
  const asked = Array.from({ length: 43 }, (_, index) => values(String(index)))
  await expect(asked[42]).rejects.toMatchObject({ code: 'too-many-requests' })
  expect(begun).toEqual(['0', '1'])
  for (let next = 0; next < 42; next += 1) {
    end[next]?.()
    await asked[next]
    await Promise.resolve()
  }
  expect(await Promise.all(asked.slice(0, 42))).toEqual(Array.from({ length: 42 }, (_, index) => `value of ${index}`))
  expect(begun).toHaveLength(42)
  const after = values('again')
  end[42]?.()
  expect(await after).toBe('value of again')
})
