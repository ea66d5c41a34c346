import { type Event, type EventData, Refusal, type RightAnswer, type RightView, SECTION_CATEGORIES } from '@ihala/contract'
import { clockRule, deadline, RIGHT_CLOCK, type RuleSet } from '@ihala/policy'
import type { recourses } from './recourse.tables.ts'

/** A right that was exercised, as it is kept. */
export type Recourse = Readonly<typeof recourses.$inferSelect>

/** Name of the job that sends what was corrected to a body that has what was wrong. */
export const CORRECT_BELOW = 'correct-below'
/** Name of the job that rings when a right should have been answered. */
export const RIGHT_DUE = 'right-due'

/** By when a right that was exercised is answered: by the law in force. Both are ISO instants. */
export function answerBy(now: string, law: RuleSet): string {
  return deadline(clockRule(law, RIGHT_CLOCK), now, law)
}

/** Throws Refusal `state-forbids` for what the other body must answer, or what was answered. */
export function assertOurs({ answers, answeredAt }: Pick<Recourse, 'answers' | 'answeredAt'>): void {
  if (answers !== 'us') throw new Refusal('state-forbids', { rule: 'theirs-to-answer' })
  if (answeredAt !== null) throw new Refusal('state-forbids', { rule: 'answered' })
}

/** The event that answers what came by an event. */
export function answerEvent(of: string, answer: RightAnswer): Event {
  return { type: 'right-answered', data: { of, ...answer } as EventData<'right-answered'> }
}

/** Whether something of a category can go as a section, so that a corrected one can follow it. */
export function goesAsSection(category: Recourse['category']): boolean {
  return category !== 'documents' && SECTION_CATEGORIES.some((one) => one === category)
}

/** A right as staff see it. `partner` is the other body; `now` an ISO instant. */
export function viewOf(recourse: Recourse, partner: string | null, now: string): RightView {
  const { id, claim, category, because, answers, at, dueAt, answeredAt, answer, refusal } = recourse
  const overdue = answeredAt === null && Date.parse(dueAt) < Date.parse(now)
  return { id, right: claim, category, because, answers, with: partner, at, dueAt, overdue, answeredAt, answer, refusal }
}
