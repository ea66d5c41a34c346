import { CONFORMANCE_STEPS, type ConformanceProtocol, RECIPIENT_OF_NOTHING, Refusal, TEST_KIND } from '@ihala/contract'

/** How far an organisation is on its way to be a member (K1); that it is live is the registry's to say. */
export type ApplicationState = 'applied' | 'verified' | 'tested' | 'approved'
/** By what second way its keys were compared. */
export type Channel = 'telephone' | 'in-person' | 'letter'
/** What two people decide about a member (K4, T24). */
export type MeasureKind = 'suspend' | 'restore' | 'expel' | 'revoke-key'

/** An application, as it stands. Staff are named by their rows. */
export interface Application {
  readonly entityId: string
  readonly state: ApplicationState
  readonly fingerprint: string
  readonly approvedBy: string | null
  /** When the conformance run that it passed ended, ISO instant. */
  readonly testedAt: string | null
}

/** How long a passed run is worth something: what runs at the applicant's changes. Milliseconds. */
export const PROTOCOL_LASTS = 14 * 24 * 3_600_000

/** A decision about a member; it has no effect before a second person confirmed it. */
export interface Measure {
  readonly id: string
  readonly entityId: string
  readonly measure: MeasureKind
  readonly kid: string | null
  readonly proposedBy: string
  readonly confirmedAt: string | null
}

/** What the anchor's bodies are asked to say of an organisation. */
export interface Order {
  readonly entityId: string
  readonly standing: 'live' | 'suspended' | 'expelled'
  /** Keys that count no more, and since when (seconds since 1970). */
  readonly revoked: readonly { readonly kid: string; readonly revokedAt: number }[]
}

/** K1: who is known already does not apply again; who was not verified yet may correct what it said. Throws Refusal `state-forbids`. */
export function assertMayApply(held: Application | undefined): void {
  if (held !== undefined && held.state !== 'applied') throw new Refusal('state-forbids', { state: held.state })
}

/**
 * K1: verified over a second channel: whoever answers there read out the fingerprint of the key that signed.
 * Throws Refusal `state-forbids`, or `body-invalid` when it is another key.
 */
export function verify(held: Application, fingerprint: string): ApplicationState {
  assertIn(held, 'applied')
  if (fingerprint !== held.fingerprint) throw new Refusal('body-invalid', { field: '/fingerprint', rule: 'other-key' })
  return 'verified'
}

/**
 * K1: the conformance run was passed: by this applicant, with the keys and settings of this application (`applicationHash`), every
 * step of it, lately. A later run takes the place of an earlier one, and whoever approved that one approves again. The protocol's
 * signature is verified before. Throws Refusal `state-forbids`, or `body-invalid` with the rule that it breaks.
 */
export function pass(held: Application, protocol: ConformanceProtocol, applicationHash: string, now: string): ApplicationState {
  if (held.state !== 'tested') assertIn(held, 'verified')
  if (protocol.sub !== held.entityId) refuseProtocol('other-applicant')
  if (protocol.application !== applicationHash) refuseProtocol('other-application')
  const passed = new Set(protocol.steps.flatMap(({ step, passed: isPassed }) => (isPassed ? [step] : [])))
  if (!CONFORMANCE_STEPS.every((step) => passed.has(step))) refuseProtocol('not-passed')
  assertLately(new Date(protocol.iat * 1000).toISOString(), now)
  return 'tested'
}

function refuseProtocol(rule: string): never {
  throw new Refusal('body-invalid', { field: '/protocol', rule })
}

function assertLately(testedAt: string | null, now: string): void {
  if (testedAt === null || Date.parse(testedAt) + PROTOCOL_LASTS < Date.parse(now)) refuseProtocol('too-old')
}

/**
 * K1: the first approves, a second confirms. Throws Refusal `state-forbids`; `second-person-required` for the same person twice;
 * `body-invalid` when the run that it passed is too long ago.
 */
export function approve(held: Application, by: string, now: string): { readonly state: ApplicationState; readonly second: boolean } {
  assertIn(held, 'tested')
  assertLately(held.testedAt, now)
  if (held.approvedBy === null) return { state: 'tested', second: false }
  if (held.approvedBy === by) throw new Refusal('second-person-required')
  return { state: 'approved', second: true }
}

/** Throws Refusal `state-forbids` for what is in force already, `second-person-required` for who proposed it. */
export function confirm({ proposedBy, confirmedAt }: Pick<Measure, 'proposedBy' | 'confirmedAt'>, by: string): void {
  if (confirmedAt !== null) throw new Refusal('state-forbids', { state: 'confirmed' })
  if (proposedBy === by) throw new Refusal('second-person-required')
}

/**
 * K1: no statement about who applied and was not approved: it cannot receive live cases. Nor about a test member, ever. Throws
 * Refusal `state-forbids`, or `kind-receives-nothing` for a kind that is told nothing (M7).
 */
export function assertMayBeLive(held: Pick<Application, 'state'> | undefined, kind: string): void {
  if (kind === TEST_KIND) throw new Refusal('state-forbids', { state: TEST_KIND })
  if (RECIPIENT_OF_NOTHING.includes(kind)) throw new Refusal('kind-receives-nothing')
  if (held !== undefined && held.state !== 'approved') throw new Refusal('state-forbids', { state: held.state })
}

/** K4, T24: what was approved and decided, in the order it came into force, as what the anchor is to say. Who was expelled stays so. */
export function ordersFrom(approved: readonly string[], measures: readonly Measure[]): Order[] {
  const orders = new Map<string, Order>(approved.map((entityId) => [entityId, { entityId, standing: 'live', revoked: [] }]))
  for (const { entityId, measure, kid, confirmedAt } of measures) {
    if (confirmedAt === null) continue
    const held = orders.get(entityId) ?? { entityId, standing: 'live', revoked: [] }
    orders.set(entityId, after(held, measure, kid, Math.floor(Date.parse(confirmedAt) / 1000)))
  }
  return [...orders.values()].sort((one, other) => (one.entityId < other.entityId ? -1 : 1))
}

function after(held: Order, measure: MeasureKind, kid: string | null, at: number): Order {
  if (held.standing === 'expelled' && measure !== 'revoke-key') return held
  switch (measure) {
    case 'suspend':
      return { ...held, standing: 'suspended' }
    case 'restore':
      return { ...held, standing: 'live' }
    case 'expel':
      return { ...held, standing: 'expelled' }
    case 'revoke-key':
      if (kid === null || held.revoked.some((one) => one.kid === kid)) return held
      return { ...held, revoked: [...held.revoked, { kid, revokedAt: at }] }
    default:
      return measure satisfies never
  }
}

function assertIn(held: Application, state: ApplicationState): void {
  if (held.state !== state) throw new Refusal('state-forbids', { state: held.state })
}
