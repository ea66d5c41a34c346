import { type Event, type Grant, Refusal } from '@ihala/contract'
import { type GrantDraft, newUnit, randomId } from '@ihala/exchange'
import { narrow } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withExcluded } from '../../packages/desk/test/excluded.ts'
import { heldGrant } from '../../packages/exchange/test/case-secrets.ts'
import type { MemoryMember } from '../../packages/exchange/test/memory-network.ts'
import { type Chance, chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { type Bodies, bodies, KIND_OF, type Slug } from './members.ts'
import { firstGrant, type Holding, widerThanAbove, wish } from './trees.ts'
import { validRequest } from './valid-grants.ts'

const TREES = isLong() ? 200_000 : 10_000
const REAL_TREES = isLong() ? 5000 : 60
const WITHIN_MS = isLong() ? 1_800_000 : 60_000
const HASH = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'

const NAMES = ['itf', 'ministry', 'care-house', 'lawyers', 'department', 'bwi', 'hospital', 'charity']
const KINDS = ['union-liaison', 'ministry-intake', 'shelter', 'legal-aid', 'labour-relations', 'hospital', 'charity-funding']
const ENTITIES = NAMES.map((slug) => `https://${slug}.mem.example`)
const CHOICE = { kinds: KINDS, entities: ENTITIES }

const counted = {
  trees: 0,
  edges: 0,
  refused: 0,
  'real trees': 0,
  'real edges': 0,
  'wider than a parent': 0,
  'excluded reached': 0,
  seed: seed(),
}
afterAll(() => figure('c3 random trees', counted))

test(
  'c3, T38: over random trees of sub-referrals nothing is wider than anything above it, and whom the person excluded hears nothing',
  () => {
    const chance = chanceOf(seed())
    const now = 1_790_000_000
    const wrong = new Map<string, number>()
    for (; counted.trees < TREES; counted.trees += 1) {
      const [iss, aud] = [ENTITIES[0] ?? '', ENTITIES[wholeBetween(chance, 1, 4)] ?? '']
      const draft = wish(chance, now, CHOICE)
      const first = { ...draft, excluded: draft.excluded.filter((one) => one !== aud && one !== iss) }
      const tree: Holding[] = [{ grant: firstGrant(first, iss, aud, now), above: undefined }]
      for (let steps = wholeBetween(chance, 1, 12); steps > 0; steps -= 1) {
        const above = oneOf(chance, tree)
        const to = oneOf(chance, ENTITIES)
        const { onward } = above.grant
        // Mostly within what was said, so that trees grow; else as wide as chance has it.
        const modest = chance() < 0.8 && onward.kinds.length > 0
        const draft = wish(chance, now, modest ? { ...CHOICE, categories: onward.categories } : CHOICE)
        const child = passedOn(above, to, modest ? within(draft, onward.categories) : draft, {
          audKind: oneOf(chance, modest ? onward.kinds : KINDS),
          now,
        })
        if (child === undefined) {
          counted.refused += 1
          continue
        }
        counted.edges += 1
        for (const what of widerThanAbove(child)) wrong.set(what, (wrong.get(what) ?? 0) + 1)
        tree.push(child)
      }
    }
    expect(Object.fromEntries(wrong)).toEqual({})
    expect(counted.edges).toBeGreaterThan(TREES / 4)
  },
  WITHIN_MS,
)

/** The need among what may be passed on, or not at all. */
const within = (draft: GrantDraft, categories: Grant['onward']['categories']): GrantDraft => ({
  ...draft,
  categories: draft.categories.filter((one) => categories.includes(one)),
})

/** As the desk begins a referral: the exclusions it knows of first, then the grant above. Undefined when that is refused. */
function passedOn(
  above: Holding,
  to: string,
  draft: GrantDraft,
  by: { readonly audKind: string; readonly now: number },
): Holding | undefined {
  try {
    const terms = { ...draft, excluded: withExcluded(to, draft.excluded, above.grant.excluded) }
    const own = { iss: above.grant.aud, aud: to, jti: randomId(), person: randomId(), iat: by.now }
    return { grant: narrow(above.grant, { ...terms, ...own, audKind: by.audKind, parent: HASH }), above }
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

let world: Bodies
beforeAll(async () => {
  world = await bodies()
}, WITHIN_MS)

/** A place in a tree of real referrals. */
interface Place extends Holding {
  readonly at: MemoryMember
  readonly caseId: string
}
const TARGETS = Object.keys(KIND_OF).filter((slug) => slug !== 'police' && slug !== 'recruiter') as Slug[]
const REAL = {
  kinds: Object.values(KIND_OF),
  entities: TARGETS.map((slug) => `https://${slug}.mem.example`),
  categories: ['identity', 'progress'] as const,
}

/** The case where it arrived. */
async function arrived({ rows, faults }: MemoryMember, caseId: string) {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    await world.network.publish(new Map())
    const kept = rows.rows().conversations.get(caseId)
    if (kept) return kept
    await new Promise(setImmediate)
  }
  const codes = [...rows.rows().quarantine.values()].map(({ code }) => code)
  throw new Error(`what was sent did not arrive: ${[...codes, ...faults].join()}`)
}

/** One referral or enquiry through a real exchange: undefined when it refused. Whoever got it holds the grant that really came. */
async function refers(from: MemoryMember, to: MemoryMember, chance: Chance, draft: GrantDraft, above?: Place): Promise<Place | undefined> {
  const now = world.network.now() / 1000
  const { person, need } = validRequest(chance, now)
  const data = {
    person,
    need: { ...need, needs: ['shelter' as const], ageBand: '25-34' as const },
    respondBy: new Date((now + 7200) * 1000).toISOString(),
  }
  const event: Event =
    chance() < 0.5 ? { type: 'referral-enquired', data } : { type: 'referral-requested', data: { ...data, relatesTo: [] } }
  const caseId = randomId()
  try {
    const dispatch = await from.ports.transaction((tx) => {
      const out = from.exchange.outgoing(tx)
      out.send({ to: to.entityId, caseId, event, grant: above ? { ...draft, narrows: above.caseId } : draft })
      return out.flush()
    })
    from.exchange.dispatch(dispatch)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
  const kept = await arrived(to, caseId)
  const grant = await to.ports.transaction((tx) => heldGrant(to.ports, tx, newUnit(), kept.requestGrant, caseId))
  return { at: to, caseId, grant, above }
}

test(
  'c3, c1: so it is through real exchanges: what arrived is no wider, and whom a grant above excludes holds no case of the tree',
  async () => {
    const chance = chanceOf(seed() + 1)
    const wrong = new Map<string, number>()
    for (; counted['real trees'] < REAL_TREES; counted['real trees'] += 1) {
      const now = world.network.now() / 1000
      const draft = wish(chance, now, REAL)
      const first = world.at(oneOf(chance, ['care-house', 'lawyers', 'ministry'] as const))
      const root = await refers(world.at('itf'), first, chance, {
        ...draft,
        excluded: draft.excluded.filter((one) => one !== first.entityId),
      })
      if (!root) throw new Error('the first referral was right')
      const tree: Place[] = [root]
      for (let steps = wholeBetween(chance, 1, 8); steps > 0; steps -= 1) {
        const above = oneOf(chance, tree)
        const to = world.at(oneOf(chance, TARGETS))
        const child = await refers(above.at, to, chance, wish(chance, now, { ...REAL, categories: above.grant.onward.categories }), above)
        if (!child) continue
        counted['real edges'] += 1
        for (const what of widerThanAbove(child)) wrong.set(what, (wrong.get(what) ?? 0) + 1)
        tree.push(child)
      }
      for (const { caseId, above } of tree)
        for (let higher = above; higher !== undefined; higher = higher.above)
          for (const { entityId, rows } of world.all)
            if (higher.grant.excluded.includes(entityId) && rows.rows().conversations.has(caseId)) counted['excluded reached'] += 1
    }
    counted['wider than a parent'] = wrong.size
    expect(Object.fromEntries(wrong)).toEqual({})
    expect(counted['excluded reached']).toBe(0)
    expect(counted['real edges']).toBeGreaterThan(REAL_TREES / 10)
  },
  WITHIN_MS,
)
