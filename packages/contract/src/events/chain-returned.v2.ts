import Type, { type Static } from 'typebox'
import { ErasablePart } from '../codes/erasure.ts'
import { Hash, NumericDate, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { ChainWriter } from './chain-asked.v1.ts'
import { ChainReturned as ChainReturnedV1 } from './chain-returned.v1.ts'

/**
 * As version 1, and `erased`: what the asker lacks is erased here by the person's wish. Of what the asker wrote, nobody can give it back:
 * its place, type and time stay, and with them its chain goes on. Of what the answerer wrote, it cannot be signed again, nor can what
 * follows it: the asker waits for it no more.
 */
export const ChainReturned = Type.Union([
  ...ChainReturnedV1.anyOf,
  closed({
    of: Type.Literal('erased'),
    asked: RandomId,
    writer: ChainWriter,
    id: RandomId,
    seq: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    hash: Hash,
    /** Name, type and part under which it was sent, and when it was signed, seconds since 1970. */
    jti: RandomId,
    evt: Type.String({ pattern: '^[a-z][a-z-]{2,40}$' }),
    part: ErasablePart,
    iat: NumericDate,
  }),
])
export type ChainReturned = Static<typeof ChainReturned>

/** Version 1 says nothing that version 2 does not say alike. */
export function upcast(data: Static<typeof ChainReturnedV1>): ChainReturned {
  return data
}

/** Null for what version 1 has no word for. */
export function downcast(data: ChainReturned): Static<typeof ChainReturnedV1> | null {
  return data.of === 'erased' ? null : data
}
