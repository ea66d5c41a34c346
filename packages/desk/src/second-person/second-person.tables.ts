import type { DangerReason, Need, SecondPersonAnswer, SecondPersonKind, Urgency } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { Static } from 'typebox'

/** Acts that take two people: codes, times and row ids; what is asked is sealed under the person's key. */
export const secondPerson = pgSchema('desk').table('second_person', {
  id: uuid('id').primaryKey(),
  kind: text('kind').$type<SecondPersonKind>().notNull(),
  personId: uuid('person_id').notNull(),
  reason: text('reason').notNull(),
  /** Rows of kit.staff. */
  askedBy: uuid('asked_by').notNull(),
  askedAt: instant('asked_at').notNull(),
  until: instant('until'),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
  toldAt: instant('told_at'),
  /** The other member whose duty officer was asked to be the second person; the act's name between the two; who they are, there. */
  secondBody: text('second_body'),
  secondAct: text('second_act'),
  secondStaff: text('second_staff'),
  referralId: uuid('referral_id'),
  content: bytes('content').notNull(),
})

/** What other members ask of our duty officer (R-1a): a reason and a need in code. */
export const secondAsks = pgSchema('desk').table('second_ask', {
  id: uuid('id').primaryKey(),
  partner: text('partner').notNull(),
  act: text('act').notNull(),
  reason: text('reason').$type<Static<typeof DangerReason>>().notNull(),
  needs: text('needs').array().$type<Need[]>().notNull(),
  urgency: text('urgency').$type<Urgency>().notNull(),
  askedAt: instant('asked_at').notNull(),
  until: instant('until').notNull(),
  answeredAt: instant('answered_at'),
  answeredBy: uuid('answered_by'),
  answer: text('answer').$type<SecondPersonAnswer>(),
})
