import type { MessageKey } from '../i18n/messages.ts'
import { type Draft, needsGuardian, noticeFor } from './draft.ts'

/** The questions of a new referral, one a page, in their order. */
export const QUESTIONS = ['person', 'recipient', 'what', 'who', 'conditions', 'doors', 'told', 'until', 'check'] as const
export type Question = (typeof QUESTIONS)[number]

/** The path that is shown: several questions are one stage of it. */
export const STAGES = [
  ['person', 'new.stage.person'],
  ['recipient', 'new.stage.recipient'],
  ['what', 'new.stage.need'],
  ['doors', 'new.stage.consent'],
  ['check', 'new.stage.check'],
] as const satisfies readonly (readonly [Question, MessageKey])[]

/** Which stage a question belongs to. */
export function stageOf(question: Question): number {
  const at = QUESTIONS.indexOf(question)
  return STAGES.findLastIndex(([first]) => QUESTIONS.indexOf(first) <= at)
}

/** Whether a question has been answered, so that the next may be asked. What the law asks in full is checked by the service. */
export function answered(question: Question, { personId, to, need, consent, next }: Draft): boolean {
  switch (question) {
    case 'person':
      return personId !== undefined
    case 'recipient':
      return to !== undefined
    case 'what':
      return need.needs.length > 0 && need.urgency !== undefined
    case 'who':
      return need.sex !== undefined && need.ageBand !== undefined && need.languages.length > 0
    case 'conditions':
      return true
    case 'doors':
      return consent.categories.length > 0 && consent.purposes.length > 0
    case 'told':
      return (
        consent.language !== undefined &&
        consent.interpreter !== undefined &&
        consent.howGiven !== undefined &&
        consent.understood &&
        consent.readBack &&
        consent.privatelyConfirmed &&
        noticeFor(consent.language) !== undefined &&
        consent.coolingOff !== undefined &&
        (consent.howGiven === 'signature' || consent.witnessed) &&
        (!needsGuardian(need) ||
          (consent.guardian !== undefined &&
            consent.guardianRelation !== undefined &&
            consent.guardianInMatter === 'none' &&
            consent.assent))
      )
    case 'until':
      return next.every(({ agreed }) => agreed)
    case 'check':
      return true
    default:
      return question satisfies never
  }
}

/** The first question that has no answer yet, at most the one asked for: nobody skips ahead by an address. */
export function reachable(wanted: Question, draft: Draft): Question {
  const open = QUESTIONS.find((question) => !answered(question, draft)) ?? 'check'
  return QUESTIONS.indexOf(open) < QUESTIONS.indexOf(wanted) ? open : wanted
}

const PLACES: readonly (readonly [string, Question])[] = [
  ['/personId', 'person'],
  ['/to', 'recipient'],
  ['/need/needs', 'what'],
  ['/need/urgency', 'what'],
  ['/need/amount', 'what'],
  ['/need/medical', 'conditions'],
  ['/need/access', 'conditions'],
  ['/need/others', 'conditions'],
  ['/need/note', 'conditions'],
  ['/need', 'who'],
  ['/consent/categories', 'doors'],
  ['/consent/purposes', 'doors'],
  ['/consent/basis', 'told'],
  ['/basis', 'told'],
  ['/consent', 'until'],
  ['/next', 'until'],
  ['/beside', 'until'],
]

/** The question that holds the field a problem names. */
export function questionOf(field: string | undefined): Question | undefined {
  return field === undefined ? undefined : PLACES.find(([pointer]) => field === pointer || field.startsWith(`${pointer}/`))?.[1]
}
