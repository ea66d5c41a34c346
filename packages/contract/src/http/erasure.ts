import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { ArticleCode, ErasablePart, ErasedParts, ErasureCause, KeptGround, KeptPart, KeptParts, LawCode } from '../codes/erasure.ts'
import { CalendarDate, EntityId, Instant, RandomId, RowId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'
import { NeedSection } from '../sections/need.ts'
import { FileView, NoteView, SectionView } from './referral.ts'

const OptionalInstant = Type.Union([Instant, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Parts = Type.Array(ErasablePart, { minItems: 1, maxItems: ErasablePart.enum.length, uniqueItems: true })

/**
 * POST /referrals/:id/holds, POST /people/:id/holds (M1): parts that stay although the person takes them back. `basis` is a code of the
 * law in force, which knows ground, article and longest time. It holds nothing before a second person has confirmed it.
 */
export const HoldAsked = closed({ basis: LawCode, parts: Parts, until: CalendarDate })
export type HoldAsked = Static<typeof HoldAsked>

/** A hold as staff see it: whether it was they who asked, never who else. */
export const HoldView = closed({
  id: RowId,
  /** What it is on: a referral, or a person's own file. */
  referralId: Type.Union([RowId, Type.Null()]),
  personId: Type.Union([RowId, Type.Null()]),
  basis: LawCode,
  ground: KeptGround,
  law: LawCode,
  article: ArticleCode,
  parts: Parts,
  until: CalendarDate,
  askedAt: Instant,
  askedByMe: Type.Boolean(),
  confirmedAt: OptionalInstant,
  endedAt: OptionalInstant,
})
export type HoldView = Static<typeof HoldView>

/** Within how many hours a second person puts a hold in force; then it is asked for anew. */
export const HOLD_CONFIRMED_WITHIN_HOURS = 24

/** An article of the law in force by which something may be held, and for how long at most. */
export const HoldBasisView = closed({ code: LawCode, ground: KeptGround, law: LawCode, article: ArticleCode, days: Count })
export type HoldBasisView = Static<typeof HoldBasisView>

/** How many days what came with a referral outlasts its consent, by category. */
export const RetentionView = closed({ category: Category, days: Count })

/** GET /holds (?person= for one person and their referrals): the newest first, and what the law in force allows and asks. */
export const HoldList = closed({ holds: Type.Array(HoldView), bases: Type.Array(HoldBasisView), retention: Type.Array(RetentionView) })
export type HoldList = Static<typeof HoldList>

/** How somebody who must erase can be reached: they have the word, it has not reached them, or they are no live member. */
export const HolderReach = codes(['delivered', 'not-delivered', 'suspended'], 'FEATURES c2, c24')
export type HolderReach = Static<typeof HolderReach>

/** A body that was told to erase, and what it has stated. `overdue`: its clock has run out, and something of it is not stated. */
export const HolderView = closed({
  id: RowId,
  referralId: RowId,
  partner: EntityId,
  of: RandomId,
  because: ErasureCause,
  parts: Type.Array(ErasablePart),
  toldAt: Instant,
  dueAt: Instant,
  reach: HolderReach,
  /** Every part was stated, as erased or as kept. */
  complete: Type.Boolean(),
  overdue: Type.Boolean(),
  /** When it last stated something; null when it never did. */
  statedAt: OptionalInstant,
  erased: ErasedParts,
  kept: KeptParts,
})
export type HolderView = Static<typeof HolderView>

/** What this organisation itself erased or kept of a referral. */
export const OwnErasure = closed({ of: RandomId, because: ErasureCause, at: Instant, erased: ErasedParts, kept: KeptParts })
export type OwnErasure = Static<typeof OwnErasure>

/**
 * GET /referrals/:id/kept, GET /people/:id/kept (c2): what stays although the person took it back, by which law until when. To those who
 * work on the case it is gone.
 */
export const KeptHere = closed({
  kept: Type.Array(KeptPart),
  need: Type.Union([NeedSection, Type.Null()]),
  sections: Type.Array(Type.Omit(SectionView, ['from'], { additionalProperties: false })),
  files: Type.Array(Type.Omit(FileView, ['complete'], { additionalProperties: false })),
  notes: Type.Array(NoteView),
})
export type KeptHere = Static<typeof KeptHere>

/** One case, or one person's own file, of which something stays: which parts, by which law until when, and nothing of what they say. */
export const KeptLine = closed({
  /** What it is of: a referral, or a person's own file. */
  referralId: Type.Union([RowId, Type.Null()]),
  personId: Type.Union([RowId, Type.Null()]),
  /** The other body of the referral. */
  partner: Type.Union([EntityId, Type.Null()]),
  /** When it was to go. */
  askedAt: Instant,
  kept: KeptParts,
})
export type KeptLine = Static<typeof KeptLine>

/** GET /kept (c2): all that stays here although it was to go, the soonest to go first. */
export const KeptList = closed({
  lines: Type.Array(KeptLine),
  /** More follow after the last of these. */
  more: Type.Boolean(),
})
export type KeptList = Static<typeof KeptList>

/** GET /referrals/:id/holders: who was told to erase and what they stated, and what became of it here. */
export const ReferralErasures = closed({ holders: Type.Array(HolderView), here: Type.Array(OwnErasure) })
export type ReferralErasures = Static<typeof ReferralErasures>

/** GET /holders: who still owes a statement, the most overdue first, and how many they are. */
export const HolderList = closed({ owed: Count, overdue: Count, holders: Type.Array(HolderView) })
export type HolderList = Static<typeof HolderList>

/**
 * POST /people/:id/withdraw: the person takes back everything, here and from every body that was told; or, where they name them, only
 * these categories.
 */
export const PersonWithdrawal = closed({
  by: Type.Enum(['person', 'guardian']),
  categories: Type.Optional(Type.Array(Category, { minItems: 1, maxItems: Category.enum.length, uniqueItems: true })),
})
export type PersonWithdrawal = Static<typeof PersonWithdrawal>

/** How many referrals the word goes to; what stays here is in `kept`. */
export const PersonWithdrawn = closed({ id: RowId, version: Type.Integer({ minimum: 1 }), referrals: Count, kept: KeptParts })
export type PersonWithdrawn = Static<typeof PersonWithdrawn>
