import Type, { type Static } from 'typebox'
import { Hash, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { ChainDirection, ChainPlace, ChainWriter } from './chain-asked.v1.ts'

const Seq = Type.Integer({ minimum: 1, maximum: 1_000_000 })

/** Last event of a chain: its seq and the hash of its inner JWS; null when the chain is empty. */
const Head = Type.Union([closed({ seq: Seq, hash: Hash }), Type.Null()])

const HeldConversation = closed({
  case: RandomId,
  /** Who began it: the sender of the referral. */
  begunBy: ChainWriter,
  /** Heads of both chains as the answerer holds them. */
  sent: Head,
  received: Head,
})

const HeldEvent = closed({ ...ChainPlace.properties, hash: Hash })

/** Characters of an event that one answer gives back: an inner JWS never needs more than three pieces. */
export const RETURNED_PIECE = 7_500

/**
 * The answer to `chain-asked`, which it names. `pair`: conversations with their heads. `events`: what is held of a bucket
 * or a case in one direction; of a bucket without what the answerer wrote and holds no receipt for, which is under way.
 * `event`: a piece of an event that the asker itself signed and has lost, given back as it was signed; whoever gets it
 * verifies its own signature and the hash.
 */
export const ChainReturned = Type.Union([
  closed({
    of: Type.Literal('pair'),
    asked: RandomId,
    cases: Type.Array(HeldConversation, { maxItems: 50 }),
    /** Whether there are more after the last one. */
    more: Type.Boolean(),
  }),
  closed({
    of: Type.Literal('events'),
    asked: RandomId,
    direction: ChainDirection,
    /** In ascending order of id (bytes), seq and hash. */
    events: Type.Array(HeldEvent, { maxItems: 100 }),
    more: Type.Boolean(),
  }),
  closed({
    of: Type.Literal('event'),
    asked: RandomId,
    ...HeldEvent.properties,
    part: Type.Integer({ minimum: 1, maximum: 3 }),
    parts: Type.Integer({ minimum: 1, maximum: 3 }),
    text: Type.String({ pattern: '^[A-Za-z0-9_.-]+$', maxLength: RETURNED_PIECE }),
  }),
])
export type ChainReturned = Static<typeof ChainReturned>
