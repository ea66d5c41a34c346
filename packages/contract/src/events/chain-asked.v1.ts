import Type, { type Static } from 'typebox'
import { NumericDate, RandomId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'
import { BucketName } from './digest-stated.v1.ts'

/** The direction of an event, seen from whoever answers. */
export const ChainDirection = codes(['sent', 'received'], 'DESIGN §10')
export type ChainDirection = Static<typeof ChainDirection>

/** Who of the two wrote something, seen from the question. */
export const ChainWriter = codes(['asker', 'answerer'], 'DESIGN §10')
export type ChainWriter = Static<typeof ChainWriter>

/** Place of an event: its case and seq; for what has no case its `jti` and 0. */
export const ChainPlace = closed({ id: RandomId, seq: Type.Integer({ minimum: 0, maximum: 1_000_000 }) })
export type ChainPlace = Static<typeof ChainPlace>

/**
 * What do you hold? `pair`: all conversations, to be asked after a restore before anything is sent (DESIGN §10).
 * `bucket`: the events under one bucket of a digest that differs. `case`: the events of one chain. `again`: send what I
 * lack once more; what the answerer wrote comes by its outbox, what the asker itself wrote comes as `chain-returned`.
 * Answers come in pages; the next page is asked with `after`.
 */
export const ChainAsked = Type.Union([
  closed({
    of: Type.Literal('pair'),
    /** Cases after this one, in ascending order of bytes. */
    after: Type.Optional(RandomId),
  }),
  closed({
    of: Type.Literal('bucket'),
    direction: ChainDirection,
    at: BucketName,
    from: NumericDate,
    until: NumericDate,
    after: Type.Optional(ChainPlace),
  }),
  closed({
    of: Type.Literal('case'),
    direction: ChainDirection,
    case: RandomId,
    /** Events after this seq; 0 for all. */
    after: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  }),
  closed({
    of: Type.Literal('again'),
    writer: ChainWriter,
    /** The case, or the `jti` of what has none. */
    id: RandomId,
    /** First and last seq wanted; both 0 for what has no case. */
    first: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    last: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  }),
])
export type ChainAsked = Static<typeof ChainAsked>
