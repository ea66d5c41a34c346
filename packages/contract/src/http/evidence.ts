import Type, { type Static } from 'typebox'
import { CalendarDate, EntityId, Hash, Instant, Names, RandomId, RowId } from '../identifiers.ts'
import { MembershipChange } from '../membership-log.ts'
import { KeyUse } from '../registry.ts'
import { closed, codes } from '../schema.ts'

const Count = Type.Integer({ minimum: 0 })
const NamesOrNull = Type.Union([Names, Type.Null()])
const OptionalInstant = Type.Union([Instant, Type.Null()])
/** The first characters of a thumbprint: enough to speak of a key on the telephone. */
const KeyName = Type.String({ pattern: '^[A-Za-z0-9_-]{8}$' })

/** A key of a member as it counts here: from when until when, and since when it is revoked, if it is. */
export const MemberKeyView = closed({ use: KeyUse, kid: KeyName, from: Instant, until: Instant, revokedAt: OptionalInstant })
export type MemberKeyView = Static<typeof MemberKeyView>

/** GET /member-keys: every member with its keys, our own first; and keys of ours that end soon, or ended with no other after them. */
export const MemberKeyList = closed({
  endingSoon: Type.Array(closed({ use: KeyUse, kid: KeyName, until: Instant, followed: Type.Boolean() })),
  members: Type.Array(
    closed({
      entityId: EntityId,
      names: Names,
      kind: Type.String(),
      status: codes(['live', 'suspended'], 'DESIGN §8: suspension of a member'),
      self: Type.Boolean(),
      keys: Type.Array(MemberKeyView),
    }),
  ),
})
export type MemberKeyList = Static<typeof MemberKeyList>

/**
 * How our own log stands: witnessed; not yet; too long without; behind what others hold of it; altered (in these three nothing is
 * sent); nobody there to witness it.
 */
export const LogStands = codes(['witnessed', 'not-yet', 'too-long', 'behind', 'altered', 'alone'], 'DESIGN §10')
export type LogStands = Static<typeof LogStands>

/** What a log contradicts itself with. */
export const EvidenceKindCode = codes(
  ['fork', 'inconsistent', 'epoch-unexplained', 'own-log-behind', 'own-log-altered', 'not-in-log'],
  'DESIGN §10; T26, T28',
)

/** What is wrong with the own log at the first place that is not as it was recorded. */
export const LogFaultCode = codes(
  ['content-changed', 'leaf-missing', 'leaf-replaced', 'subtree-changed', 'head-changed', 'log-shortened', 'head-not-signed'],
  'T28',
)

const Size = Type.Integer({ minimum: 0 })
const OfMember = { member: EntityId, names: NamesOrNull }

/** How the membership log stands here: no head heard; not yet countersigned by enough others; countersigned; something contradicts it. */
export const MembershipStands = codes(['unheard', 'not-yet', 'witnessed', 'in-doubt'], 'K8, c13')
export type MembershipStands = Static<typeof MembershipStands>

/** K8, T26: the membership log as we checked it, who countersigned its newest head, and what changed last. */
export const MembershipLogState = closed({
  stands: MembershipStands,
  /** The newest head that we checked and countersigned ourselves, of which committee, and when we read it. */
  head: Type.Union([closed({ ...OfMember, size: Size, at: Instant }), Type.Null()]),
  /** The other members of whom we hold a countersignature, and of which head. */
  witnesses: Type.Array(closed({ ...OfMember, size: Size, signedAt: Instant, government: Type.Boolean(), newest: Type.Boolean() })),
  changes: closed({
    total: Count,
    lines: Type.Array(
      closed({
        ...OfMember,
        position: Size,
        at: Instant,
        change: MembershipChange,
        /** Keys that are new with it, and from when on they count. */
        keys: Type.Array(closed({ kid: KeyName, use: KeyUse, from: Instant })),
      }),
    ),
  }),
})
export type MembershipLogState = Static<typeof MembershipLogState>

/** T28: what verifying the whole own log came to last, and whether it is under way. */
export const LogCheckState = closed({
  /** When somebody asked for it; null when nobody waits. */
  askedAt: OptionalInstant,
  running: Type.Union([closed({ begunAt: Instant, leaves: Size }), Type.Null()]),
  last: Type.Union([
    closed({
      begunAt: Instant,
      endedAt: Instant,
      /** Leaves that are as they were recorded, from the first on. */
      leaves: Size,
      /** The first that is not. */
      broken: Type.Union([closed({ index: Size, fault: LogFaultCode }), Type.Null()]),
    }),
    Type.Null(),
  ]),
})
export type LogCheckState = Static<typeof LogCheckState>

/** Answer of POST /log-checks: when it was asked for. */
export const LogCheckAsked = closed({ askedAt: Instant })

/** GET /log-state: the newest head of our log and its witnesses, heads of others that we countersigned, the membership log, and evidence (c13). */
export const LogState = closed({
  head: Type.Union([closed({ epoch: Size, size: Size, madeAt: Instant, statedAt: Instant }), Type.Null()]),
  stands: LogStands,
  witnessedAt: OptionalInstant,
  witnesses: Type.Array(
    closed({
      ...OfMember,
      /** The last head it countersigned; null before the first. */
      epoch: Type.Union([Size, Type.Null()]),
      size: Type.Union([Size, Type.Null()]),
      signedAt: OptionalInstant,
      /** Since when it has not answered; null when it has. */
      waitingSince: OptionalInstant,
      /** Whether it countersigned the newest head. */
      newest: Type.Boolean(),
    }),
  ),
  check: LogCheckState,
  countersigned: closed({ total: Count, lines: Type.Array(closed({ ...OfMember, epoch: Size, size: Size, at: Instant })) }),
  membership: MembershipLogState,
  evidence: closed({ total: Count, lines: Type.Array(closed({ ...OfMember, id: RowId, kind: EvidenceKindCode, at: Instant })) }),
})
export type LogState = Static<typeof LogState>

/** What became of an event we sent. `replaced`: nobody received it in its time, and it was signed and sent again. */
export const SentStateCode = codes(['waiting', 'received', 'refused', 'expired', 'replaced'], 'DESIGN §4')

/** One event that left our house. Codes, organisations, hashes and times; nothing of a person. */
export const SentLine = closed({
  id: RandomId,
  at: Instant,
  event: Type.String(),
  to: EntityId,
  toNames: NamesOrNull,
  /** The referral, by the name its two ends have for it; null for what belongs to none. */
  caseId: Type.Union([RandomId, Type.Null()]),
  /** Hash of the grant it went under; null where nothing of a person is said. */
  grant: Type.Union([Hash, Type.Null()]),
  state: SentStateCode,
  refusal: Type.Union([Type.String(), Type.Null()]),
  /** When it was received or refused, or ran out; null while it waits. */
  endedAt: OptionalInstant,
})
export type SentLine = Static<typeof SentLine>

/** Query of GET /sent-events: to one partner, and in a period of local days, both counted. */
export const SentQuery = closed({
  /** `without`: not the heads of logs and the signatures of witnesses, which go by themselves all day. */
  log: Type.Optional(Type.Enum(['without'])),
  partner: Type.Optional(EntityId),
  from: Type.Optional(CalendarDate),
  to: Type.Optional(CalendarDate),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
})
/** GET /sent-events: newest first; `next` is the cursor of the following page. */
export const SentPage = closed({ items: Type.Array(SentLine), next: Type.Union([Type.String(), Type.Null()]) })
export type SentPage = Static<typeof SentPage>

/** Most days and rows of one export. */
export const SENT_EXPORT = { days: 366, rows: 100_000 } as const
/** Query of GET /sent-events/export: a period of local days, both counted, and the language of the header row. */
export const SentExportQuery = closed({
  log: SentQuery.properties.log,
  partner: Type.Optional(EntityId),
  from: CalendarDate,
  to: CalendarDate,
  language: Type.Enum(['ar', 'en']),
})
