import {
  type Category,
  type ConsentEvidence,
  type EarlierEvidence,
  EVENTS,
  type EventRow,
  type EventType,
  GRANT_LIFETIME,
  type Grant,
  Refusal,
} from '@ihala/contract'
import { assertIncapacity } from './capacity.ts'
import { assertDanger } from './danger.ts'
import { assertFit, assertKind } from './guardian.ts'
import { assertNotice } from './notice.ts'

/** What a grant is asked to cover. */
export interface Asked {
  readonly from: string
  readonly to: string
  /** Categories the registry says the recipient may be given. */
  readonly takes: readonly Category[]
  readonly categories: readonly Category[]
  /** Seconds since 1970. */
  readonly at: number
}

/** Signed by the sender, for this recipient, in time, covering every category asked; else the refusal that says which fails. */
export function assertCovers(grant: Grant, asked: Asked): void {
  if (grant.iss !== asked.from) throw new Refusal('grant-wrong-issuer')
  if (grant.aud !== asked.to) throw new Refusal('grant-wrong-recipient')
  if (grant.excluded.includes(asked.to)) throw new Refusal('recipient-excluded')
  if (grant.iat > asked.at + 300) throw new Refusal('grant-not-yet-valid')
  if (grant.exp <= asked.at) throw new Refusal('grant-expired')
  for (const category of asked.categories) {
    if (!grant.categories.includes(category)) throw new Refusal('grant-not-covering', { category })
    if (!asked.takes.includes(category)) throw new Refusal('category-not-for-this-body', { category })
  }
}

/** Which of these categories a grant does not open for this recipient now; what is asked before disclosing, so that nothing is refused. */
export function uncovered(
  grant: Pick<Grant, 'categories' | 'exp'>,
  categories: readonly Category[],
  takes: readonly Category[],
  at: number,
): Category[] {
  return categories.filter((category) => grant.exp <= at || !grant.categories.includes(category) || !takes.includes(category))
}

/** A grant may not promise more than its recipient may be given (H2, R-5): refused when it is made, not when it is used. */
export function assertTakes(grant: Pick<Grant, 'categories'>, takes: readonly Category[]): void {
  const beyond = grant.categories.find((category) => !takes.includes(category))
  if (beyond !== undefined) throw new Refusal('category-not-for-this-body', { category: beyond })
}

/** R-1, c20: a grant is valid only with the evidence of how the person was informed, at both ends. */
export function assertWellFounded(grant: Grant): void {
  if (grant.exp - grant.iat > GRANT_LIFETIME) throw new Refusal('grant-expired', { field: '/until' })
  if (Date.parse(grant.eraseAt) < grant.exp * 1000) throw new Refusal('grant-evidence-incomplete', { field: '/eraseAt' })
  if (!grant.categories.includes('need')) throw new Refusal('grant-not-covering', { category: 'need' })
  if (grant.onward.categories.some((category) => !grant.categories.includes(category)))
    throw new Refusal('grant-wider-than-parent', { field: '/onward/categories' })
  switch (grant.basis.kind) {
    case 'consent':
      assertInformed(grant.basis.evidence, grant.iat)
      break
    case 'guardian':
      assertInformed(grant.basis.evidence, grant.iat)
      if (!('standing' in grant.basis)) break
      assertFit(grant.basis.standing, grant)
      assertKind(grant.basis.guardian, grant.basis.standing)
      break
    case 'incapacity':
      assertIncapacity(grant)
      if (grant.basis.decidedBy.kind === 'guardian') assertInformed(grant.basis.decidedBy.evidence, grant.iat)
      break
    case 'statutory':
      assertInformed(grant.basis.filing, grant.iat)
      break
    case 'danger':
      assertDanger(grant)
      break
    default:
      grant.basis satisfies never
  }
}

function assertInformed(evidence: ConsentEvidence | EarlierEvidence, iat: number): void {
  assertNotice(evidence)
  // Nobody has said yes tomorrow; clocks may differ by five minutes.
  if (Date.parse(evidence.takenAt) > (iat + 300) * 1000)
    throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/takenAt' })
  if (!evidence.readBack) throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/readBack' })
  if (!evidence.privatelyConfirmed) throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/privatelyConfirmed' })
  if (needsWitness(evidence) && !evidence.witnessed) throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/witnessed' })
}

/** Whoever did not write their name said yes before somebody; the first version asked that of a recording alone. */
function needsWitness(evidence: ConsentEvidence | EarlierEvidence): boolean {
  return 'v' in evidence ? evidence.howGiven !== 'signature' : evidence.howGiven === 'recorded-oral'
}

/** presumed a minor while age is doubtful; then only a guardian's grant with the child's assent, or danger. */
export function assertGuardianWhereNeeded(grant: Grant, ageBand: string): void {
  const minor = ageBand === 'under-18' || ageBand === 'unknown'
  if (minor && grant.basis.kind !== 'guardian' && grant.basis.kind !== 'danger') throw new Refusal('guardian-required')
  if (!minor && grant.basis.kind === 'guardian') throw new Refusal('grant-evidence-incomplete', { field: '/basis/kind' })
}

/** What a person decides about one recipient: a grant without its parties, names and times. */
export type GrantTerms = Pick<
  Grant,
  'basis' | 'purposes' | 'categories' | 'exp' | 'eraseAt' | 'onward' | 'excluded' | 'wayBack' | 'reflection'
>

/** A grant for the next body, as it is wished for. */
export type Narrowing = GrantTerms &
  Pick<Grant, 'iss' | 'aud' | 'jti' | 'person' | 'iat'> & {
    readonly audKind: string
    /** Salted hash of the parent. */
    readonly parent: string
  }

/**
 * What is left of a wish under a parent: ends and is erased no later, goes on no further, and excludes whom either excludes.
 * The basis is the person's fresh word, taken here, and so are the purposes among the parent's (`narrow` refuses others); how far it
 * reaches never exceeds what they said before.
 */
export function meet(parent: Grant, wish: GrantTerms): GrantTerms {
  const within = <T>(wished: readonly T[], allowed: readonly T[]): T[] => wished.filter((one) => allowed.includes(one))
  return {
    basis: wish.basis,
    purposes: wish.purposes,
    categories: wish.categories,
    exp: Math.min(wish.exp, parent.exp),
    eraseAt: Date.parse(wish.eraseAt) < Date.parse(parent.eraseAt) ? wish.eraseAt : parent.eraseAt,
    onward: {
      kinds: within(wish.onward.kinds, parent.onward.kinds),
      categories: within(within(wish.onward.categories, wish.categories), parent.onward.categories),
      depth: Math.max(0, Math.min(wish.onward.depth, parent.onward.depth - 1)),
    },
    excluded: [...new Set([...parent.excluded, ...wish.excluded])],
    wayBack: wish.wayBack,
    ...(wish.reflection === undefined ? {} : { reflection: wish.reflection }),
  }
}

/**
 * A grant for the next body, never wider than its parent. c3. Throws Refusal: not its holder, an excluded body, a kind or a
 * category beyond `onward`, a purpose that is not the parent's, or no step left.
 */
export function narrow(parent: Grant, by: Narrowing): Grant {
  if (by.iss !== parent.aud) throw new Refusal('grant-wrong-recipient')
  if (parent.excluded.includes(by.aud)) throw new Refusal('recipient-excluded')
  if (parent.onward.depth < 1 || !parent.onward.kinds.includes(by.audKind))
    throw new Refusal('grant-wider-than-parent', { field: '/onward/kinds' })
  const beyond = by.categories.find((category) => !parent.onward.categories.includes(category))
  if (beyond !== undefined) throw new Refusal('grant-wider-than-parent', { category: beyond })
  if (!by.purposes.every((purpose) => parent.purposes.includes(purpose)))
    throw new Refusal('grant-wider-than-parent', { field: '/purposes' })
  const { iss, aud, jti, person, iat } = by
  return { iss, aud, jti, person, iat, ...meet(parent, by), parent: by.parent }
}

/** The recipient's own grant naming the original sender, for `progress` only: the way back the person agreed to. */
export function narrowWayBack(request: Grant, by: { readonly jti: string; readonly iat: number; readonly parent: string }): Grant {
  if (!request.wayBack) throw new Refusal('grant-not-covering', { category: 'progress' })
  return {
    iss: request.aud,
    aud: request.iss,
    jti: by.jti,
    iat: by.iat,
    exp: request.exp,
    person: request.person,
    basis: request.basis,
    purposes: request.purposes,
    categories: ['need', 'progress'],
    eraseAt: request.eraseAt,
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: request.excluded,
    wayBack: false,
    parent: by.parent,
  }
}

/** What must cover one event, by the event table; an end without its outcome is a bare code. */
export function grantLevelOf(event: { readonly type: EventType; readonly data: object }): EventRow['grant'] {
  const bareEnd = (event.type === 'referral-completed' || event.type === 'referral-failed') && !('outcome' in event.data)
  return bareEnd ? 'case' : EVENTS[event.type].grant
}

/** Categories that one event carries, by the event table. */
export function categoriesOf(event: { readonly type: EventType; readonly data: object }): Category[] {
  switch (grantLevelOf(event)) {
    case 'request':
      return ['need']
    case 'section':
      return 'category' in event.data ? [event.data.category as Category] : []
    case 'progress':
      return ['progress']
    case 'case':
    case 'none':
      return []
  }
}
