import Type, { type Static } from 'typebox'
import { Category, Purpose } from './codes/category.ts'
import {
  CapacityProfession,
  CoolingOff,
  DangerReason,
  GuardianInMatter,
  GuardianKind,
  GuardianRelation,
  HowGiven,
  InterpreterKind,
  StatutoryStep,
} from './codes/consent.ts'
import { EntityId, Hash, Instant, LanguageCode, NumericDate, RandomId } from './identifiers.ts'
import { check, closed, codes } from './schema.ts'

const NOTICE = {
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,40}$' }),
  version: Type.Integer({ minimum: 1, maximum: 9999 }),
}
const SAID = {
  language: LanguageCode,
  understood: Type.Literal(true, { description: 'the person marked this language as understood' }),
  readBack: Type.Boolean(),
  interpreter: InterpreterKind,
  howGiven: HowGiven,
  witnessed: Type.Boolean(),
  privatelyConfirmed: Type.Boolean(),
  takenAt: Instant,
  /** Pseudonym of the staff member who took it. */
  takenBy: RandomId,
}

/** The text somebody was told from: its name, its version, and the hash of its bytes in the language they were told in (c20). */
export const NoticeTold = closed({ ...NOTICE, sha256: Hash })
export type NoticeTold = Static<typeof NoticeTold>

/** How the person was informed and said yes: ISO/IEC TS 27560 event and notice, roles and codes instead of names (c20). */
export const ConsentEvidence = closed({ v: Type.Literal(2), notice: NoticeTold, ...SAID, coolingOff: CoolingOff })
export type ConsentEvidence = Static<typeof ConsentEvidence>

/** Evidence as it was written before notices had hashes: read, not written any more but for who reads nothing else (ADR 0010). */
export const EarlierEvidence = closed({ notice: closed(NOTICE), ...SAID })
export type EarlierEvidence = Static<typeof EarlierEvidence>

/** R-6, c22: who speaks for somebody, as coded facts. `body`: the member they work for or act for, if any. */
export const GuardianStanding = closed({
  relation: GuardianRelation,
  inMatter: GuardianInMatter,
  body: Type.Optional(EntityId),
})
export type GuardianStanding = Static<typeof GuardianStanding>

const DANGER = closed({
  kind: Type.Literal('danger'),
  reason: DangerReason,
  staff: Type.Array(RandomId, { minItems: 2, maxItems: 2, uniqueItems: true }),
})

/** Who decides for an adult who cannot: a guardian (قيّم), or two professionals while there is none. */
export const DecidedFor = Type.Union([
  closed({ kind: Type.Literal('guardian'), standing: GuardianStanding, evidence: ConsentEvidence }),
  closed({
    kind: Type.Literal('two-professionals'),
    professionals: Type.Array(closed({ profession: CapacityProfession, staff: RandomId }), { minItems: 2, maxItems: 2 }),
  }),
])
export type DecidedFor = Static<typeof DecidedFor>

/** Why data may go. A closed union: no other ground exists, and no override role (DESIGN §7). */
export const GrantBasis = Type.Union([
  closed({ kind: Type.Literal('consent'), evidence: ConsentEvidence }),
  closed({
    kind: Type.Literal('guardian'),
    guardian: GuardianKind,
    standing: GuardianStanding,
    assent: Type.Literal(true),
    evidence: ConsentEvidence,
  }),
  closed({ kind: Type.Literal('incapacity'), decidedBy: DecidedFor, askAgainAt: Instant }),
  closed({ kind: Type.Literal('statutory'), step: StatutoryStep, filing: ConsentEvidence }),
  DANGER,
])
export type GrantBasis = Static<typeof GrantBasis>

/** The grounds as an earlier version wrote them; danger has not changed. */
export const EarlierBasis = Type.Union([
  closed({ kind: Type.Literal('consent'), evidence: EarlierEvidence }),
  closed({ kind: Type.Literal('guardian'), guardian: GuardianKind, assent: Type.Literal(true), evidence: EarlierEvidence }),
  closed({ kind: Type.Literal('statutory'), step: StatutoryStep, filing: EarlierEvidence }),
])
export type EarlierBasis = Static<typeof EarlierBasis>

/**
 * Versions of a grant that are read, as a member's registry statement names them under `grant`, where the kinds of events stand too;
 * who names none reads the first. A version leaves this list only when no member speaks it any more.
 */
export const GRANT_VERSIONS = [1, 2] as const

/** c21: why something may go to police or prosecution: the reflection period is over, or the person asked of their own accord. */
export const Reflection = closed({ because: codes(['over', 'person-asked'], 'DESIGN §7; Directive 2004/81/EC art. 6'), at: Instant })
export type Reflection = Static<typeof Reflection>

/**
 * One grant: what one recipient may hold about one person, for what, until when. Signed as `ihala-grant+jwt` by the
 * organisation that sends under it (`iss` = the event's `iss`, `aud` = the event's `aud`). ISO/IEC TS 27560 record.
 */
export const Grant = closed({
  iss: EntityId,
  aud: EntityId,
  jti: RandomId,
  iat: NumericDate,
  /** Valid until, at most 12 months after `iat`. */
  exp: NumericDate,
  /** The person's pseudonym for this pair of organisations. */
  person: RandomId,
  basis: Type.Union([GrantBasis, EarlierBasis]),
  purposes: Type.Array(Purpose, { minItems: 1, maxItems: 8, uniqueItems: true }),
  categories: Type.Array(Category, { minItems: 1, maxItems: 11, uniqueItems: true }),
  /** The recipient erases by then. */
  eraseAt: Instant,
  onward: closed({
    /** Whether, and to which kinds, the recipient may refer on; never wider than this grant. */
    kinds: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]{1,40}$' }), { maxItems: 12, uniqueItems: true }),
    categories: Type.Array(Category, { maxItems: 11, uniqueItems: true }),
    /** How many further steps. */
    depth: Type.Integer({ minimum: 0, maximum: 4 }),
  }),
  /** Bodies that must never learn of it, onward included. */
  excluded: Type.Array(EntityId, { maxItems: 50, uniqueItems: true }),
  /** The person agreed, in the same conversation, that stages and outcomes go back to the sender (category `progress`). */
  wayBack: Type.Boolean(),
  /** To police or prosecution: when the reflection period was over, or that the person asked and when (c21). */
  reflection: Type.Optional(Reflection),
  /** Salted hash of the grant this one was narrowed from; the parent never travels, it would join cases. */
  parent: Type.Optional(Hash),
})
export type Grant = Static<typeof Grant>
export const checkGrant = check(Grant)

/** Longest life of a grant, seconds (12 months of at most 366 days). */
export const GRANT_LIFETIME = 366 * 24 * 3600
