import Type, { type Static } from 'typebox'
import { Need } from '../codes/need.ts'
import { EntityId, Instant, Names, RandomId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'

const Count = Type.Integer({ minimum: 0 })
const NamesOrNull = Type.Union([Names, Type.Null()])

/**
 * Where the last comparison with a partner stands: `stated` is sent and not answered, `asked` differs in parts whose lists are under
 * way, `unreachable` could not be sent, `nothing` has nothing to compare.
 */
export const ComparisonState = codes(['never', 'stated', 'asked', 'agreed', 'differs', 'unreachable', 'nothing'], 'DESIGN §10')
export type ComparisonState = Static<typeof ComparisonState>

/** POST /comparisons: compare with this partner now all that ever went between the two (c7). How it goes on, `exchange-state` says. */
export const AskComparison = closed({ with: EntityId })
/** The digest that was sent: with whom, and when. */
export const ComparisonAsked = closed({ with: EntityId, statedAt: Instant })

/** GET /exchange-state: what the admin sees of the exchange. Codes, counts and members; nothing of a case. */
export const ExchangeState = closed({
  linkUp: Type.Boolean(),
  ready: Type.Boolean(),
  outbox: closed({ waiting: Count, oldestWaitingSeconds: Count, expired: Count, refused: Count }),
  /** The bus, by its operator, and messages of seven days that it took and dropped (T6). */
  bus: closed({ operator: Type.String(), dropped: Count, lastAt: Type.Union([Instant, Type.Null()]) }),
  /** Envelopes that wait for a key or a clock. `from` is null when no member has this tag. */
  waitingRoom: closed({ total: Count, lines: Type.Array(closed({ from: NamesOrNull, reason: Type.String(), since: Instant })) }),
  /** Envelopes that were refused. */
  quarantine: closed({ total: Count, lines: Type.Array(closed({ from: NamesOrNull, code: Type.String(), at: Instant })) }),
  /** What both ends of a pair hold, compared each day (c7): open differences, and when each partner last held the same as we. */
  comparisons: closed({
    differences: Count,
    lines: Type.Array(
      closed({
        partner: EntityId,
        with: NamesOrNull,
        state: ComparisonState,
        /** When the state was last heard of; null when they were never compared. */
        at: Type.Union([Instant, Type.Null()]),
        agreedAt: Type.Union([Instant, Type.Null()]),
        differences: Count,
      }),
    ),
  }),
})
export type ExchangeState = Static<typeof ExchangeState>

/** A count as an analyst may see it: a small one is only said to be small, so that nobody is recognised by it. */
export const GuardedCount = Type.Union([Count, Type.Literal('few')])
export type GuardedCount = Static<typeof GuardedCount>

/** GET /referral-counts: how many referrals, by side and state. */
export const ReferralCounts = closed({
  rows: Type.Array(closed({ side: Type.Enum(['sender', 'recipient']), state: Type.String(), count: GuardedCount })),
  /** c25: side by side, how many a body reported as completed, of how many the person says so too, and of how many otherwise. */
  completions: Type.Array(
    closed({ side: Type.Enum(['sender', 'recipient']), reported: GuardedCount, confirmed: GuardedCount, contradicted: GuardedCount }),
  ),
})
export type ReferralCounts = Static<typeof ReferralCounts>

/**
 * POST /refusal-counts (C10, c12): somebody refused consent and was served. The token is fresh, 128 random bits made at the desk: it is
 * there so that one sheet is not counted twice, and joins to nothing.
 */
export const NewRefusalCount = closed({ token: RandomId, need: Need })
export type NewRefusalCount = Static<typeof NewRefusalCount>
/** That it was counted; there is nothing to be found again. */
export const RefusalCounted = closed({ counted: Type.Literal(true) })
/** GET /refusal-counts: how many, by year and need. */
export const RefusalCounts = closed({
  rows: Type.Array(closed({ year: Type.String({ pattern: '^\\d{4}$' }), need: Need, count: GuardedCount })),
})
export type RefusalCounts = Static<typeof RefusalCounts>
