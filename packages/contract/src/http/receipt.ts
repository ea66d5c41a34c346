import Type, { type Static } from 'typebox'
import { Category, Purpose } from '../codes/category.ts'
import { HowGiven, InterpreterKind } from '../codes/consent.ts'
import { EntityId, Hash, Instant, LanguageCode, Names, RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** Languages in which a receipt can be said in words; the record beside the words is the same in all. */
export const RECEIPT_LANGUAGES = ['ara', 'eng'] as const
export const ReceiptLanguage = Type.Enum([...RECEIPT_LANGUAGES], { description: 'C6: languages in which a receipt is written' })
export type ReceiptLanguage = Static<typeof ReceiptLanguage>

const Body = closed({ entityId: EntityId, names: Names })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

/**
 * C6: what a person agreed to about one recipient, as ISO/IEC TS 27560 asks it, and the same in plain words to be read out, shown or
 * printed. It names bodies and codes, never the person: whoever finds it learns no name from it.
 */
export const ConsentReceipt = closed({
  standard: Type.Literal('ISO/IEC TS 27560:2023'),
  /** Id of the signed grant; null when the person took all of it back. */
  record: OrNull(RandomId),
  from: Body,
  to: Body,
  basis: Type.Enum(['consent', 'guardian', 'incapacity', 'statutory', 'danger']),
  purposes: Type.Array(Purpose),
  categories: Type.Array(Category),
  /** What was agreed and taken back since. */
  takenBack: Type.Array(Category),
  until: Instant,
  eraseAt: Instant,
  wayBack: Type.Boolean(),
  /** To which kinds of body the recipient may pass a part on, and how many steps. */
  onward: closed({ kinds: Type.Array(Type.String()), categories: Type.Array(Category), depth: Type.Integer() }),
  /** How many bodies must never learn of it; which ones, a paper does not say. */
  excluded: Type.Integer({ minimum: 0 }),
  /** Null where nobody was told before: danger, and two professionals for an adult who cannot decide now. */
  told: OrNull(
    closed({
      notice: closed({ id: Type.String(), version: Type.Integer(), sha256: OrNull(Hash) }),
      language: LanguageCode,
      interpreter: InterpreterKind,
      howGiven: HowGiven,
      at: Instant,
    }),
  ),
  /** When an adult for whom others decided is asked again. */
  askAgainAt: OrNull(Instant),
  language: ReceiptLanguage,
  direction: Type.Enum(['ltr', 'rtl']),
  /** Neutral: it says nothing of what this is about. */
  title: Type.String(),
  /** The whole in plain words, lines ended by U+000A; to be printed as it is. */
  text: Type.String(),
})
export type ConsentReceipt = Static<typeof ConsentReceipt>

/** GET /people/:id/receipts: one for each referral of the person here, newest first. */
export const ConsentReceipts = closed({ receipts: Type.Array(ConsentReceipt) })
export type ConsentReceipts = Static<typeof ConsentReceipts>

/** GET /notices?id=&version=&language=: what somebody is told, word for word, and who has read it. */
export const NoticeView = closed({
  id: Type.String(),
  version: Type.Integer(),
  language: LanguageCode,
  sha256: Hash,
  made: Type.Enum(['written', 'machine']),
  reviewed: OrNull(closed({ by: Type.String(), at: Type.String() })),
  text: Type.String(),
})
export type NoticeView = Static<typeof NoticeView>
