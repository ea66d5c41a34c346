import type { StaffRole, TelephoneRecordView } from '@ihala/contract'
import { bytes, instant } from '@ihala/kit'
import { jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

/** Calls about referrals, as they were written up: codes, times and row ids. `need` is wrapped by the keyring. */
export const telephoneRecords = pgSchema('desk').table('telephone_record', {
  id: uuid('id').primaryKey(),
  direction: text('direction').$type<TelephoneRecordView['direction']>().notNull(),
  partner: text('partner').notNull(),
  code: text('code').notNull(),
  need: bytes('need'),
  answer: text('answer').$type<TelephoneRecordView['answer']>().notNull(),
  rejection: jsonb('rejection').$type<NonNullable<TelephoneRecordView['rejection']>>(),
  told: text('told').$type<StaffRole>(),
  byStaff: uuid('by_staff').notNull(),
  at: instant('at').notNull(),
  createdAt: instant('created_at').notNull(),
  caseId: text('case_id'),
  referralId: uuid('referral_id'),
})
