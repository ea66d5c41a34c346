import type { CapacityAnswered, ConflictState, ConsentView, EventData, Part, ReferralLine, ReferralState } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import type { KeyPart, Side } from '@ihala/policy'
import { sql } from 'drizzle-orm'
import { boolean, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const desk = pgSchema('desk')

/** Referrals: codes, times and row ids; what is personal lies sealed beside it. */
export const referrals = desk.table('referral', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  reference: text('reference').notNull().default(sql`'R-' || to_char(nextval('desk.reference_number'), 'FM9999999999000000')`),
  side: text('side').$type<Side>().notNull(),
  partner: text('partner').notNull(),
  state: text('state').$type<ReferralState>().notNull(),
  cancelling: boolean('cancelling').notNull().default(false),
  urgency: text('urgency').$type<ReferralLine['urgency']>().notNull(),
  needs: text('needs').array().$type<ReferralLine['needs']>().notNull(),
  personId: uuid('person_id'),
  pseudonym: text('pseudonym').notNull(),
  consent: jsonb('consent').$type<ConsentView>().notNull(),
  /** `infinity` when no clock runs, `-infinity` when it was handed back to us. */
  dueAt: instant('due_at').notNull().default('infinity'),
  receivedAt: instant('received_at').notNull(),
  openedAt: instant('opened_at'),
  decidedAt: instant('decided_at'),
  businessStatus: text('business_status').$type<NonNullable<ReferralLine['businessStatus']>>(),
  outcome: text('outcome').$type<NonNullable<ReferralLine['outcome']>>(),
  /** c25: what the person says of how it ended; null when nobody has asked, or it goes on. */
  personSays: text('person_says').$type<'confirmed' | EventData<'outcome-contradicted'>['says']>(),
  capacity: jsonb('capacity').$type<CapacityAnswered>(),
  conflict: text('conflict').$type<ConflictState>(),
  rejection: jsonb('rejection').$type<{ readonly reason: string; readonly possibleIf: readonly string[] }>(),
  version: integer('version').notNull().default(1),
  /** The case whose grant limits this one, when something that came with it is passed on. */
  narrows: text('narrows'),
  need: bytes('need').notNull(),
  /** The part of the case under whose key the need lies. */
  needPart: text('need_part').$type<Part>().notNull().default(''),
  /** When the clock next has something of it to erase; null when nothing is left. */
  eraseAt: instant('erase_at'),
  /** The spoken one-time code it was sent or came with (J-9). */
  telephoneCode: text('telephone_code'),
  /** Which of us changed it last, a row of kit.staff; null for the other body and for the service itself. */
  changedBy: uuid('changed_by'),
})

/** Notes of both sides, each sealed under the case's key. */
export const notes = desk.table('note', {
  id: uuid('id').primaryKey(),
  caseId: text('case_id').notNull(),
  at: instant('at').notNull(),
  byUs: boolean('by_us').notNull(),
  /** The name of the key of the case under which it lies. */
  part: text('part').$type<KeyPart>().notNull().default(''),
  content: bytes('content').notNull(),
})
