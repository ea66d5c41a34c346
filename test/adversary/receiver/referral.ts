import { EVENTS, type Event, type EventClaims, type Grant } from '@ihala/contract'
import type { GrantDraft } from '@ihala/exchange'
import { hashOf, signGrant } from '@ihala/seal'
import { forged, struck } from './attack.ts'
import { forgeJwe, forgeJws, grantFor, innerHeader, padded, randomId, requestClaims } from './forge.ts'
import { openWorld, type Party, UNION, type World } from './world.ts'

/** Quarantined under this code, and the sender told. */
export const refused = (code: string): string => `quarantined ${code}, answered`

/** An honest event in an envelope of its own, and what it is called. */
export function envelope(claims: object, from: Party = UNION): { readonly sealed: Buffer; readonly hash: string } {
  const jws = forgeJws(innerHeader(from), JSON.stringify(claims), from.signing)
  return { sealed: forgeJwe(padded(jws)), hash: hashOf(jws) }
}

/** An honest first event, but for its grant. */
export function requestUnder(change: Partial<Grant>, by: Party = UNION): EventClaims {
  const honest = requestClaims()
  const person = 'person' in honest.data ? String(honest.data.person) : ''
  return { ...honest, grant: signGrant(grantFor(person, change), by.keyring) }
}

/** A referral that the Care House took on; what the union may send next follows `next`. */
export async function accepted(
  change: Partial<Grant> = {},
): Promise<{ readonly world: World; readonly first: EventClaims; readonly next: EventClaims }> {
  const world = await openWorld()
  const first = requestUnder(change)
  const { sealed, hash } = envelope(first)
  const became = await struck(world, sealed)
  if (became !== 'stored, answered, with effect') throw new Error(`the honest request was not taken: ${became}`)
  await says(world, first.case ?? '', { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
  const next: EventClaims = { ...first, jti: randomId(), seq: 2, prev: hash, grant: hashOf(first.grant ?? ''), ...IDENTITY }
  return { world, first, next }
}

/** The Care House writes an event of its own. */
export async function says(world: World, caseId: string, event: Event, to = UNION, grant?: GrantDraft): Promise<void> {
  await world.rows.client().transaction(async (tx) => {
    const out = world.exchange.outgoing(tx)
    out.send({ to: to.entityId, caseId, event, ...(grant ? { grant } : {}) })
    await out.flush()
  })
}

/** The first section that an accepted referral opens. */
export const IDENTITY = {
  evt: 'sections-disclosed',
  v: EVENTS['sections-disclosed'].v,
  data: { category: 'identity', section: { names: { latin: 'Planted Name' }, sex: 'female' } },
}

/** The next event of an accepted referral, forged. */
export const next =
  (change: Record<string, unknown>, from = UNION, under: Partial<Grant> = {}) =>
  async (): Promise<string> => {
    const { world, next } = await accepted(under)
    const { sealed } = envelope({ ...next, iss: from.entityId, ...change }, from)
    return struck(world, sealed, from.tag)
  }

/** A first event whose grant is otherwise than it should be. */
export const granted = (change: Partial<Grant>, by: Party = UNION) => forged(() => ({ claims: { ...requestUnder(change, by) } }))

/** A first event about a child, or a person whose age nobody knows, on an adult's word. */
export const aged = (ageBand: string) =>
  forged(() => {
    const honest = requestClaims()
    return { claims: JSON.parse(JSON.stringify(honest).replace('"ageBand":"25-34"', `"ageBand":"${ageBand}"`)) }
  })

const EVIDENCE = grantFor(randomId()).basis
/** Another evidence of consent than the honest one. */
export const evidence = (change: object): Partial<Grant> => {
  if (EVIDENCE.kind !== 'consent') throw new Error('an adult consents')
  return { basis: { ...EVIDENCE, evidence: { ...EVIDENCE.evidence, ...change } } }
}
