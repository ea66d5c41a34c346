import Type, { type Static } from 'typebox'
import { EntityId, Hash, NumericDate } from './identifiers.ts'
import { check, closed, codes } from './schema.ts'

/**
 * The kind of a test member (K1). No anchor of a live network says a word about one, so that no live member can send it anything;
 * the committee refuses whoever applies as one.
 */
export const TEST_KIND = 'test'

/**
 * What an applicant's service has to show before it may be a member (K1, DESIGN §4, §6, §10): each line is one thing that its
 * partners will rely on. The list belongs to version 1 of the protocol; another list is another version.
 */
export const CONFORMANCE_STEPS = [
  // taken, and answered so that it can be verified
  'event-receipted',
  'every-version-read',
  'duplicate-answered-alike',
  'one-effect',
  // refused without a word
  'wrong-signature',
  'altered-ciphertext',
  'unknown-key',
  'expired-event',
  // refused, and told to its sender
  'wrong-audience',
  'sealed-to-other-key',
  'unknown-version',
  'other-content-same-place',
  'role-exceeded',
  'consent-expired',
  'consent-for-another',
  // in its turn
  'out-of-order',
  // what both hold
  'receipt-checked',
  'head-countersigned',
  'fork-not-countersigned',
  'revoked-key',
  'digest-answered',
] as const
export const ConformanceStep = codes(CONFORMANCE_STEPS, 'DESIGN §4, §6, §10')
export type ConformanceStep = Static<typeof ConformanceStep>

/** Protocol of one conformance run, as the test member signs it (`ihala-conformance+jwt`), its members sorted by name. */
export const ConformanceProtocol = closed({
  /** Hash of the application as the applicant signed it: its name, its keys, its place on the bus, what it reads. */
  application: Hash,
  /** When the run ended. */
  iat: NumericDate,
  /** The test member, made for this run. */
  iss: EntityId,
  steps: Type.Array(closed({ passed: Type.Boolean(), step: ConformanceStep }), {
    minItems: CONFORMANCE_STEPS.length,
    maxItems: CONFORMANCE_STEPS.length,
  }),
  /** The applicant. */
  sub: EntityId,
  v: Type.Literal(1),
})
export type ConformanceProtocol = Static<typeof ConformanceProtocol>
export const checkConformanceProtocol = check(ConformanceProtocol)

/** The `typ` of a signed protocol. */
export const CONFORMANCE_TYP = 'ihala-conformance+jwt'

const Signed = Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 40_000 })

/** A protocol with what it is believed by: the conformance anchor's statement about the test member that signed it. */
export const SignedConformance = closed({ protocol: Signed, testMember: Signed })
export type SignedConformance = Static<typeof SignedConformance>
