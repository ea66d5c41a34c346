import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { CompellingAuthority, DangerReason, ReleaseReason } from '../codes/consent.ts'
import { Need, Urgency } from '../codes/need.ts'
import { SecondPersonAnswer } from '../events/second-person-answered.v1.ts'
import { EntityId, Instant, RowId } from '../identifiers.ts'
import { closed, codes, text } from '../schema.ts'
import { ConsentGiven, NewReferral, TaskView } from './referral.ts'

const OptionalInstant = Type.Union([Instant, Type.Null()])

/** Acts that take two people. */
export const SecondPersonKind = codes(['danger', 'release', 'compelled'], 'DOMAIN.md R-1, R-1a; FEATURES.md M6')
export type SecondPersonKind = Static<typeof SecondPersonKind>

/**
 * POST /people/:id/danger (R-1a): a referral without the person's word, as it shall go once a second member of staff confirms it. What
 * a ground of danger can never have (a way back, a step onward, two names in one request) has no field here.
 */
export const DangerReferral = closed({
  to: EntityId,
  step: NewReferral.properties.step,
  need: NewReferral.properties.need,
  consent: closed({
    basis: closed({ kind: Type.Literal('danger'), reason: DangerReason }),
    purposes: ConsentGiven.properties.purposes,
    categories: ConsentGiven.properties.categories,
    /** An hour after the confirmation at most, whatever is said here. */
    until: Instant,
    /** 14 days after the confirmation at most. */
    eraseAt: Instant,
    excluded: ConsentGiven.properties.excluded,
  }),
  relatesTo: NewReferral.properties.relatesTo,
  byTelephone: NewReferral.properties.byTelephone,
  /** R-1a: the member whose duty officer is asked to be the second person, where nobody else is here. */
  second: Type.Optional(EntityId),
})
export type DangerReferral = Static<typeof DangerReferral>

/** POST /people/:id/compelled: what an authority made this body disclose, by which paper, when. It sends nothing. */
export const CompelledDisclosure = closed({
  authority: CompellingAuthority,
  /** The paper, as one finds it again: number, date, who signed. */
  paper: text(500),
  what: Type.Array(Category, { minItems: 1, maxItems: 11, uniqueItems: true }),
  at: Instant,
})
export type CompelledDisclosure = Static<typeof CompelledDisclosure>

/** POST /people/:id/release (M6): to see who a sealed person is, for an hour. */
export const ReleaseAsked = closed({ reason: ReleaseReason })

/** POST /people/:id/seal (M6). */
export const SealChange = closed({ sealed: Type.Boolean() })

/** An act that takes two people, as staff see it: what is asked, never by whom. */
export const SecondPersonView = closed({
  id: RowId,
  kind: SecondPersonKind,
  personId: RowId,
  /** Code of its kind's list. */
  reason: Type.String(),
  askedAt: Instant,
  askedByMe: Type.Boolean(),
  until: OptionalInstant,
  confirmedAt: OptionalInstant,
  toldAt: OptionalInstant,
  /** To whom it shall go; null when nothing goes. */
  to: Type.Union([EntityId, Type.Null()]),
  categories: Type.Array(Category),
  paper: Type.Union([Type.String(), Type.Null()]),
})
export type SecondPersonView = Static<typeof SecondPersonView>

/** GET /second-person: the newest first. */
export const SecondPersonList = closed({ acts: Type.Array(SecondPersonView) })
export type SecondPersonList = Static<typeof SecondPersonList>

/** GET /second-person/waiting: what a second person may still confirm, without of whom. It is no look at a file. */
export const SecondPersonWaiting = closed({
  waiting: Type.Array(
    closed({
      id: RowId,
      kind: SecondPersonKind,
      /** Code of its kind's list. */
      reason: Type.String(),
      askedAt: Instant,
      /** Until when it can be confirmed. */
      confirmBy: Instant,
      askedByMe: Type.Boolean(),
    }),
  ),
})
export type SecondPersonWaiting = Static<typeof SecondPersonWaiting>

/** POST /second-person/:id/confirm: the referral that began with it, if one did. */
export const Confirmed = closed({ id: RowId, referralId: Type.Union([RowId, Type.Null()]) })

/** What another member asks of our duty officer (R-1a): of whom, is not known here. */
export const SecondAskView = closed({
  id: RowId,
  partner: EntityId,
  reason: DangerReason,
  needs: Type.Array(Need),
  urgency: Urgency,
  askedAt: Instant,
  until: Instant,
  answer: Type.Union([SecondPersonAnswer, Type.Null()]),
})
export type SecondAskView = Static<typeof SecondAskView>

/** GET /second-asks: the newest first. */
export const SecondAskList = closed({ asks: Type.Array(SecondAskView) })

/** POST /second-asks/:id/answer. */
export const SecondAskAnswer = closed({ answer: SecondPersonAnswer })

/** GET /alerts: what the data-protection officer must look at. */
export const AlertList = closed({ alerts: Type.Array(TaskView) })
