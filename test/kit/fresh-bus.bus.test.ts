import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { freshBus } from './fresh-bus.ts'

test('a fresh bus admits members under tags of their own, and leaves nothing behind', async () => {
  const { bus, admit, drop } = await freshBus()
  const shelter = await admit('care-house')
  const committee = await admit('national-committee', { publishesRegistry: true })
  expect(shelter.tag).not.toBe(committee.tag)
  expect(existsSync(shelter.credsFile)).toBe(true)
  await drop()
  expect(bus.pid()).toBeUndefined()
  expect(existsSync(shelter.credsFile)).toBe(false)
})
