import { type OpeningKeys, openEnvelope } from '@ihala/seal'
import { type Forgery, forge } from './forge.ts'
import { CARE_HOUSE, openWorld, UNION, type World } from './world.ts'

/** One thing an adversary tries, and all that may come of it. */
export interface Attack {
  readonly name: string
  /** In the words of `strike`: what became of it, the code that the admin sees, whether it was answered or had an effect. */
  readonly expected: string
  readonly strike: () => Promise<string>
}

/** A table of attacks: name, what is expected, what is tried. */
export function attacks(table: Readonly<Record<string, readonly [string, () => Promise<string>]>>): Attack[] {
  return Object.entries(table).map(([name, [expected, strike]]) => ({ name, expected, strike }))
}

/** What came of one delivery, in words. */
export async function struck(world: World, sealed: Uint8Array, tag = UNION.tag): Promise<string> {
  const held = new Set(world.rows.rows().quarantine.keys())
  const effects = world.effects.length
  const waiting = (): number => world.hub.waitingFor(UNION.tag) + world.hub.waitingFor(CARE_HOUSE.tag)
  const answers = waiting()
  let became: string
  try {
    became = await world.exchange.take(tag, sealed)
  } catch (error) {
    return `a fault: ${error instanceof Error ? error.message : 'unknown'}`
  }
  const codes = [...world.rows.rows().quarantine].filter(([id]) => !held.has(id)).map(([, { code }]) => code)
  const answered = waiting() > answers ? ['answered'] : []
  const effect = world.effects.length > effects ? ['with effect'] : []
  return [[became, ...codes].join(' '), ...answered, ...effect].join(', ')
}

/** Sends one forged event to a body that never heard of it before. */
export function forged(forgery: Forgery | (() => Forgery), tag?: string): () => Promise<string> {
  return async () => struck(await openWorld(), forge(typeof forgery === 'function' ? forgery() : forgery), tag)
}

/** Opens one envelope with a registry or a keyring that are themselves not in order. */
export async function opened(sealed: Uint8Array, arrival: Partial<Parameters<typeof openEnvelope>[1]>): Promise<string> {
  const { registry } = await openWorld()
  const keyring: OpeningKeys = CARE_HOUSE.keyring
  const here = { self: CARE_HOUSE.entityId, keyring, keyOf: registry.keyOf(), senderTag: UNION.tag, ownsTag: registry.ownsTag }
  try {
    const opening = openEnvelope(sealed, { ...here, now: 1_790_000_000, ...arrival })
    return opening.outcome === 'refused' ? `refused ${opening.code}` : opening.outcome
  } catch (error) {
    return `a fault: ${error instanceof Error ? error.message : 'unknown'}`
  }
}
