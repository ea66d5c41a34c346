import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { sharedIds } from './shared-ids.ts'

test('T46: an id in two texts is found in any of its forms, and words are none', () => {
  const [id, uuid, trace] = [randomBytes(16).toString('base64url'), randomUUID(), randomBytes(16).toString('hex')]
  const one = `(${id},"${uuid}",sections-disclosed,trace=${trace})`
  const other = `{"id":"${id}","row":"${uuid}","trace_id":"${trace}","word":"referral-entered-errorg"}`
  const texts = new Map([
    ['itf', one],
    ['care-house', other],
    ['charity', `nothing but x${id}y and ${randomUUID()}`],
  ])
  expect(sharedIds(texts)).toEqual([id, uuid, trace].map((shared) => ({ id: shared, holders: ['itf', 'care-house'] })))
})
