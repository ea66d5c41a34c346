import { expect, test } from 'vitest'
import { argon2idOf } from './argon.ts'
import { type Bytes, open, openValue, type Place, seal, sealValue } from './sealing.ts'
import { type Derive, makeVault, openByPasskey, openVault, withPasskey } from './vault.ts'

/** As the real one, and fast: what is slow about it has a test of its own. */
const derive: Derive = async (pin, salt) => {
  const key = new TextEncoder().encode(pin)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...salt, ...key])))
}
const place: Place = { vault: 'v-1', kind: 'draft', id: 'd-1' }
const text = (value: string): Bytes => new TextEncoder().encode(value)
const aKey = async () => (await makeVault({ pin: '24681357', wipePin: undefined, derive })).key

test('P1: what is sealed opens at its place and under its key, and nowhere else', async () => {
  const key = await aKey()
  const box = await seal(key, place, text('Suman Gurung'))
  expect(new TextDecoder().decode(await open(key, place, box))).toBe('Suman Gurung')
  expect(new TextDecoder().decode(box)).not.toContain('Suman')
  for (const other of [
    { ...place, id: 'd-2' },
    { ...place, kind: 'file' as const },
    { ...place, vault: 'v-2' },
  ])
    await expect(open(key, other, box)).rejects.toThrow()
  await expect(open(await aKey(), place, box)).rejects.toThrow()
  const bent = box.slice()
  bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1
  await expect(open(key, place, bent)).rejects.toThrow()
})

test('the same content is never sealed to the same bytes, and its length is said in steps of a kilobyte', async () => {
  const key = await aKey()
  const [one, again, longer] = await Promise.all([
    sealValue(key, place, { name: 'A' }),
    sealValue(key, place, { name: 'A' }),
    sealValue(key, place, { name: 'A'.repeat(600) }),
  ])
  expect(one).not.toEqual(again)
  expect(one.length).toBe(longer.length)
  expect(await openValue(key, place, one)).toEqual({ name: 'A' })
})

test('a PIN opens its vault, another does not; the key cannot be read out', async () => {
  const { vault, key } = await makeVault({ pin: '24681357', wipePin: '86427531', derive })
  const opened = await openVault(vault, '24681357', derive)
  expect(opened?.as).toBe('own')
  if (opened?.as !== 'own') return
  const box = await seal(key, place, text('Suman'))
  expect(new TextDecoder().decode(await open(opened.key, place, box))).toBe('Suman')
  await expect(crypto.subtle.exportKey('raw', opened.key)).rejects.toThrow()
  expect(await openVault(vault, '24681358', derive)).toBeUndefined()
  expect(await openVault(vault, '86427531', derive)).toEqual({ as: 'wipes' })
})

test('nobody sees whether there is a PIN that wipes', async () => {
  const shapes = await Promise.all(
    [undefined, '86427531'].map(async (wipePin) => {
      const { vault } = await makeVault({ pin: '24681357', wipePin, derive })
      return [Object.keys(vault), vault.slots.map(({ length }) => length)]
    }),
  )
  expect(shapes[0]).toEqual(shapes[1])
})

test('a passkey opens the same key; set up only by whoever knows the PIN', async () => {
  const { vault, key } = await makeVault({ pin: '24681357', wipePin: '86427531', derive })
  const passkey = { credential: text('credential'), salt: text('salt'), answer: text('what the authenticator answers') }
  expect(await withPasskey(vault, '86427531', derive, passkey)).toBeUndefined()
  expect(await withPasskey(vault, '00000000', derive, passkey)).toBeUndefined()
  const both = await withPasskey(vault, '24681357', derive, passkey)
  if (!both) throw new Error('the passkey was refused')
  const opened = await openByPasskey(both, passkey.answer)
  if (!opened) throw new Error('the passkey does not open')
  const box = await seal(key, place, text('Suman'))
  expect(new TextDecoder().decode(await open(opened, place, box))).toBe('Suman')
  expect(await openByPasskey(both, text('another answer'))).toBeUndefined()
  expect(await openByPasskey(vault, passkey.answer)).toBeUndefined()
})

test('argon2id: 64 MiB, three passes, as RFC 9106 has it', async () => {
  const salt = text('sixteen bytes ok')
  const key = await argon2idOf('24681357', salt)
  expect(key.length).toBe(32)
  expect(key).toEqual(await argon2idOf('24681357', salt))
  expect(key).not.toEqual(await argon2idOf('24681358', salt))
})
