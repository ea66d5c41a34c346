import Type, { type Static } from 'typebox'
import { KIND_PATTERN } from '../codes/category.ts'
import { CompellingAuthority, ReleaseReason } from '../codes/consent.ts'
import { ErasablePart, KeptPart } from '../codes/erasure.ts'
import { EntityId, Hash, Instant, RandomId } from '../identifiers.ts'
import { STAFF_ROLES, StaffRole } from '../organisation.ts'
import { closed } from '../schema.ts'

const Kind = Type.String({ pattern: KIND_PATTERN })

/**
 * One line of what a body holds and did: codes and times, never what it says of the person nor who of its staff. `event` is the hash
 * of the signed event behind it, where it went between the two who speak here: each has it, and its receipt.
 */
export const HoldingLine = Type.Union([
  closed({ is: Type.Literal('held'), part: ErasablePart, since: Instant, eraseAt: Type.Optional(Instant) }),
  closed({ is: Type.Literal('received'), part: ErasablePart, at: Instant, event: Type.Optional(Hash) }),
  /** Read by staff of these roles: how often, first and last. */
  closed({
    is: Type.Literal('opened'),
    roles: Type.Array(StaffRole, { minItems: 1, maxItems: STAFF_ROLES.length, uniqueItems: true }),
    times: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    first: Instant,
    last: Instant,
  }),
  /** To a body of this kind; which one is said only where the person agreed that the sender hears how it goes on. */
  closed({ is: Type.Literal('passed-on'), part: ErasablePart, kind: Kind, body: Type.Optional(EntityId), at: Instant }),
  closed({ is: Type.Literal('erased'), part: ErasablePart, at: Instant }),
  closed({ is: Type.Literal('kept'), ...KeptPart.properties }),
  closed({ is: Type.Literal('compelled'), authority: CompellingAuthority, at: Instant }),
  closed({ is: Type.Literal('identity-released'), reason: ReleaseReason, at: Instant }),
])
export type HoldingLine = Static<typeof HoldingLine>

/** Lines in one statement: whoever has more to say says it in several. */
export const HOLDING_LINES = 24

/**
 * The answer to `holding-asked`: what one body holds, received, opened, passed on, erased or keeps (C9). Of itself, or, `steps` further
 * on, of a body below that answered whoever says this.
 */
export const HoldingStated = closed({
  /** The question that it answers. */
  of: RandomId,
  /** When the holder answered. */
  at: Instant,
  /** How many referrals further on the holder is: 0 is whoever says this. */
  steps: Type.Integer({ minimum: 0, maximum: 5 }),
  kind: Kind,
  body: Type.Optional(EntityId),
  lines: Type.Array(HoldingLine, { maxItems: HOLDING_LINES }),
  /** Whether this holder says more in a further statement. */
  more: Type.Boolean(),
})
export type HoldingStated = Static<typeof HoldingStated>
