import Type, { type Static } from 'typebox'
import { Hash, NumericDate, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** First character of the names that one bucket gathers: base64url, 64 values (RFC 4648 5). */
export const BucketName = Type.String({ pattern: '^[A-Za-z0-9_-]$' })
export type BucketName = Static<typeof BucketName>

const Bucket = closed({
  at: BucketName,
  events: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  digest: Hash,
})

const Direction = closed({
  events: Type.Integer({ minimum: 0, maximum: 64_000_000 }),
  /** One for each character under which there is an event, in ascending order of bytes. */
  buckets: Type.Array(Bucket, { maxItems: 64 }),
})

/**
 * c7: one end's signed word about what went between the pair in a period, told apart so that a difference leads to its
 * events. An event counts in the period of its `iat` and stands under its `case`, or under its `jti` and seq 0 when it has
 * none (`file-chunk`). Events of this machinery (digests, chains asked and returned, receipts) and of the registry do not
 * count. Of an event signed again the latest signature counts; a quarantined one counts like a stored one. A bucket's
 * digest is SHA-256 over `<case>.<seq>.<hash of the inner JWS>\n` of each of its events, twice if held twice, in ascending
 * order of bytes of the lines.
 */
export const DigestStated = closed({
  /** From this second, 0 for everything. */
  from: NumericDate,
  /** Until before this second; never after the statement's own `iat`. */
  until: NumericDate,
  sent: Direction,
  received: Direction,
  /** `jti` of the statement of the other end that this one answers; what answers is not answered. */
  answers: Type.Optional(RandomId),
})
export type DigestStated = Static<typeof DigestStated>
