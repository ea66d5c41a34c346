import Type, { type Static } from 'typebox'
import { CalendarDate, EntityId, Instant, Names, RandomId } from '../identifiers.ts'
import { KeyUse } from '../registry.ts'
import { closed, codes } from '../schema.ts'

const Count = Type.Integer({ minimum: 0 })
const NamesOrNull = Type.Union([Names, Type.Null()])

/** A key that was stolen, by the first characters of its thumbprint, and the local days, both counted, between which it was. */
export const StolenKeyQuery = closed({
  member: EntityId,
  key: Type.String({ pattern: '^[A-Za-z0-9_-]{8}$' }),
  from: CalendarDate,
  to: CalendarDate,
})
export type StolenKeyQuery = Static<typeof StolenKeyQuery>

/** A referral that a stolen key touched: how many events by it or sealed to it went and came, how many receipts by it, and when. */
export const AffectedLine = closed({
  caseId: RandomId,
  partner: EntityId,
  partnerNames: NamesOrNull,
  side: codes(['sender', 'recipient'], 'DESIGN §8'),
  sent: Count,
  received: Count,
  receipts: Count,
  first: Instant,
  last: Instant,
})
export type AffectedLine = Static<typeof AffectedLine>

/** GET /affected-cases (c23): every referral that a stolen key touched, the latest first. */
export const AffectedCases = closed({
  key: closed({
    use: KeyUse,
    self: Type.Boolean(),
    names: NamesOrNull,
    revokedAt: Type.Union([Instant, Type.Null()]),
  }),
  lines: Type.Array(AffectedLine),
})
export type AffectedCases = Static<typeof AffectedCases>

/** POST /affected-cases/warnings: in how many referrals somebody was asked now to warn the person, of how many. */
export const WarningsAsked = closed({ asked: Count, cases: Count })
export type WarningsAsked = Static<typeof WarningsAsked>
