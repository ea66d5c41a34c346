import { describe, expect, test } from 'vitest'
import { type PublishPorts, publishAll } from './relay.ts'
import type { HeldUp } from './store/store.ts'

const MEMBER = 'https://care-house.test.example'
const ROW = { jti: 'one', caseId: 'a-case', recipient: MEMBER, digest: 'digest', sealed: 'sealed' }

/** A network in which the registry learns of the member only when it is asked, or not at all. */
function network(refresh: () => Promise<boolean>, status: 'live' | 'suspended' = 'live', answer: 'taken' | 'full' = 'taken') {
  const seen = { published: [] as string[], heldUp: [] as string[], refreshed: 0, known: false }
  const statement = { metadata: { ihala_member: { status, bus_tag: 'TAG' } } }
  const ports = {
    bus: {
      publish: async (tag: string, digest: string) => {
        seen.published.push(`${tag} ${digest}`)
        return answer
      },
    },
    registry: {
      find: () => (seen.known ? statement : undefined),
      refresh: async () => {
        seen.refreshed += 1
        seen.known = await refresh()
        return seen.known
      },
    },
    store: {
      noteHeldUp: async (jti: string, why: HeldUp | null) => {
        seen.heldUp.push(`${jti} ${why}`)
      },
    },
  }
  // Of the bus and the registry only this is used.
  return { seen, ports: ports as object as PublishPorts }
}

describe('publishing to a member that was not heard here, or whose statement has ended', () => {
  test('it is asked for once, and the event goes', async () => {
    const { seen, ports } = network(async () => true)
    expect(await publishAll(ports, [ROW])).toEqual([])
    expect(seen).toEqual({ published: ['TAG digest'], heldUp: [], refreshed: 1, known: true })
    await publishAll(ports, [ROW])
    expect(seen).toMatchObject({ published: ['TAG digest', 'TAG digest'], refreshed: 1 })
  })

  test.each([
    ['nobody knows it', () => Promise.resolve(false)],
    ['the bus is away', () => Promise.reject(new Error('away'))],
  ] as const)('when %s nothing goes, and nothing fails: it stays in the outbox', async (_why, refresh) => {
    const { seen, ports } = network(refresh)
    expect(await publishAll(ports, [ROW])).toEqual([])
    expect(seen).toMatchObject({ published: [], refreshed: 1 })
  })

  test('a member that turns out to be suspended gets nothing', async () => {
    const { seen, ports } = network(async () => true, 'suspended')
    await publishAll(ports, [ROW])
    expect(seen).toMatchObject({ published: [], refreshed: 1 })
  })
})

test('an event that does not fit into the inbox the first time it goes is known to wait for room', async () => {
  const { seen, ports } = network(async () => true, 'live', 'full')
  await publishAll(ports, [ROW])
  expect(seen.heldUp).toEqual(['one inbox-full'])
})
