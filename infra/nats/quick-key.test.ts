import { createAccount, createOperator, createUser, fromPublic } from '@nats-io/nkeys'
import { expect, test } from 'vitest'
import { quick } from './quick-key.ts'

test.each([
  ['operator', createOperator],
  ['account', createAccount],
  ['user', createUser],
] as const)('a quick key of an %s has the name that the library gives it, and the library believes what it signs', (_kind, make) => {
  for (let round = 0; round < 5; round++) {
    const key = make()
    const own = quick(key)
    const content = crypto.getRandomValues(new Uint8Array(200))
    expect(own.getPublicKey()).toBe(key.getPublicKey())
    expect(own.getSeed()).toEqual(key.getSeed())
    expect(own.sign(content)).toEqual(key.sign(content))
    expect(fromPublic(own.getPublicKey()).verify(content, own.sign(content))).toBe(true)
    expect(fromPublic(own.getPublicKey()).verify(content.fill(0), own.sign(Buffer.from('another')))).toBe(false)
  }
})
