import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_TYPES, RECIPIENT_OF_NOTHING, Refusal } from '@ihala/contract'
import { randomId } from '@ihala/exchange'
import { eventsOf, policyOfKind } from '@ihala/policy'
import { afterAll, expect, test } from 'vitest'
import { writeKind } from '../../infra/new.ts'
import { memoryNetwork } from '../../packages/exchange/test/memory-network.ts'
import { assertMayBeLive } from '../../services/national-committee/src/joining/joining.ts'
import { KINDS } from '../adversary/http/network.ts'
import { chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { seed } from '../kit/seed.ts'
import { smuggle } from './smuggle.ts'
import { validRequest } from './valid-grants.ts'

const counted = { kinds: RECIPIENT_OF_NOTHING.length, 'ways tried': 0, open: 0 }
afterAll(() => figure('M7 no route', counted))

/** The code of the refusal; undefined when it went through, which is counted. */
async function refusalOf(attempt: () => unknown): Promise<string | undefined> {
  counted['ways tried'] += 1
  try {
    await attempt()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  counted.open += 1
  return undefined
}

test('M7: no organisation of the tree is of a kind that receives nothing, and none can be made', () => {
  expect(KINDS.filter((kind) => RECIPIENT_OF_NOTHING.includes(kind))).toEqual([])
  const into = mkdtempSync(join(tmpdir(), 'ihala-kinds-'))
  for (const name of RECIPIENT_OF_NOTHING)
    expect(() => writeKind({ name, names: { ar: name, en: name }, serves: [] }, { into, known: [] })).toThrow(/told nothing/)
  rmSync(into, { recursive: true })
})

test('M7: the committee can make no such member live, and gives it no event and no category if it did', async () => {
  for (const kind of RECIPIENT_OF_NOTHING) {
    expect(await refusalOf(() => assertMayBeLive({ state: 'approved' }, kind))).toBe('kind-receives-nothing')
    expect(eventsOf(kind)).toEqual([])
    expect(policyOfKind(kind, ['need', 'identity']).ihala_member).toMatchObject({ sends: { subset_of: [] }, takes: { subset_of: [] } })
  }
  expect(eventsOf('shelter')).toEqual(EVENT_TYPES)
})

test('M7: though the registry named one, nothing can be sent to it, and it takes nothing from who sends anyway', async () => {
  const network = memoryNetwork()
  const union = await network.join('itf', 'union-liaison')
  const chance = chanceOf(seed())
  const now = network.now() / 1000
  for (const kind of RECIPIENT_OF_NOTHING) {
    const told = await network.join(`a-${kind}`, kind)
    await union.ports.registry.refresh(told.entityId)
    const { person, need, draft } = validRequest(chance, now)
    const data = { person, need, respondBy: new Date((now + 7200) * 1000).toISOString() }
    const sends = () =>
      union.ports.transaction((tx) => {
        const out = union.exchange.outgoing(tx)
        out.send({ to: told.entityId, caseId: randomId(), event: { type: 'referral-enquired', data }, grant: draft })
        return out.flush()
      })
    expect(await refusalOf(sends)).toBe('kind-receives-nothing')
    await told.ports.registry.refresh(union.entityId)
    await smuggle(union, told, { ...validRequest(chance, now), from: 'itf' }, now)
    counted['ways tried'] += 1
    await network.publish(new Map())
    const { quarantine, conversations } = told.rows.rows()
    expect([...quarantine.values()].map(({ code }) => code)).toEqual(['kind-receives-nothing'])
    expect(conversations.size).toBe(0)
  }
  expect(union.rows.rows().outbox.size).toBe(0)
})
