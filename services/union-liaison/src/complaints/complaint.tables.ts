import { instant } from '@ihala/kit'
import { date, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { ComplaintGiven } from './complaint.ts'

const schema = pgSchema('complaints')

/** Complaints of one worker or a crew: codes and dates. */
export const complaints = schema.table('complaint', {
  id: uuid('id').primaryKey(),
  channel: text('channel').$type<ComplaintGiven['channel']>().notNull(),
  heads: text('heads').array().$type<ComplaintGiven['heads']>().notNull(),
  firstContactOn: date('first_contact_on').notNull(),
  createdAt: instant('created_at').notNull(),
})

/** Who complains. */
export const complaintPeople = schema.table(
  'complaint_person',
  { complaintId: uuid('complaint_id').notNull(), personId: uuid('person_id').notNull() },
  ({ complaintId, personId }) => [primaryKey({ columns: [complaintId, personId] })],
)
