import type { ComplaintFinding, MemberComplaint } from '@ihala/contract'
import { instant } from '@ihala/kit'
import { boolean, pgSchema, text, uuid } from 'drizzle-orm/pg-core'

const schema = pgSchema('registry')

/** What people say against members; who they are, nobody here knows. */
export const memberComplaints = schema.table('member_complaint', {
  id: uuid('id').primaryKey(),
  fromMember: text('from_member').notNull(),
  number: text('number').notNull(),
  about: text('about').notNull(),
  what: text('what').$type<MemberComplaint>().notNull(),
  answer: boolean('answer').notNull(),
  receivedAt: instant('received_at').notNull(),
  acknowledgedBy: uuid('acknowledged_by'),
  acknowledgedAt: instant('acknowledged_at'),
  closedBy: uuid('closed_by'),
  closedAt: instant('closed_at'),
  finding: text('finding').$type<ComplaintFinding>(),
})
