import { natsBus } from '@ihala/exchange'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gradeOf } from '../../../infra/nats/grade.mjs'
import { type FreshBus, freshBus } from '../../../test/kit/fresh-bus.ts'
import { busProblems, guardBus } from './bus-guard.ts'

let fresh: FreshBus
beforeAll(async () => {
  fresh = await freshBus()
})
afterAll(() => fresh?.drop())

async function careHouse() {
  const { tag, credsFile } = await fresh.admit('care-house')
  return natsBus({ url: fresh.bus.url, credsFile, tag, notice: () => undefined })
}

test('T11: a real server is asked; what it lacks for production is TLS and two more servers, nothing else', async () => {
  const bus = await careHouse()
  const said: string[] = []
  await guardBus(bus, false, (what) => void said.push(what))
  const facts = await bus.facts()
  expect(facts).toMatchObject({ version: fresh.bus.version, jetstream: true, inbox: { copies: 1, maxAge: 14 * 86_400 } })
  const old = fresh.bus.demonstrationOnly ? 1 : 0
  expect(busProblems(facts)).toHaveLength(2 + old)
  expect(said).toHaveLength(1)
  await expect(guardBus(bus, true, () => undefined)).rejects.toThrow(/TLS[\s\S]*instead of three/)
  await bus.close()
})

test('T11: a stream that was set wrong behind our back is seen', async () => {
  const bus = await careHouse()
  await bus.connect()
  await fresh.bus.operator.streams.streams.update(bus.tag, { max_age: 0 })
  expect(busProblems(await bus.facts()).join()).toMatch(/14 days/)
  await fresh.bus.operator.streams.streams.delete(bus.tag)
  expect((await bus.facts()).inbox).toBe('missing')
  await bus.close()
})

test('T11: operator and members hold the same versions to be good', () => {
  const facts = { tls: true, asksCertificates: true, jetstream: true, maxPayload: 600_000, inbox: 'missing' as const }
  for (const major of [1, 2, 3])
    for (let minor = 0; minor < 20; minor++)
      for (let patch = 0; patch < 20; patch++) {
        const version = `${major}.${minor}.${patch}`
        expect([version, busProblems({ ...facts, version }).length === 1]).toEqual([version, gradeOf(version) === 'production'])
      }
})
