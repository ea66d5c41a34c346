import type { Missing } from '../components/text-field.tsx'
import type { MessageKey } from '../i18n/messages.ts'
import { type ConsentDraft, type Draft, needsGuardian, noticeFor } from './draft.ts'

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

/** What a question still lacks, field by field; nothing once it is answered. What the law asks in full is checked by the service. */
export function missingIn(question: Question, { personId, to, need, consent, next }: Draft): readonly Missing[] {
  switch (question) {
    case 'person':
      return unless([personId !== undefined, '/personId', 'new.ask.person'])
    case 'recipient':
      return unless([to !== undefined, '/to', 'new.ask.recipient'])
    case 'what':
      return unless(
        [need.needs.length > 0, '/need/needs', 'new.ask.needs'],
        [need.urgency !== undefined, '/need/urgency', 'need.ask.urgency'],
      )
    case 'who':
      return unless(
        [need.sex !== undefined, '/need/sex', 'person.sex'],
        [need.ageBand !== undefined, '/need/ageBand', 'need.ask.age'],
        [need.languages.length > 0, '/need/languages', 'need.ask.languages'],
      )
    case 'conditions':
      return []
    case 'doors':
      return unless(
        [consent.categories.length > 0, '/consent/categories', 'new.stage.consent'],
        [consent.purposes.length > 0, '/consent/purposes', 'new.ask.purposes'],
      )
    case 'told':
      return [...missingOfTelling(consent), ...(needsGuardian(need) ? missingOfGuardian(consent) : [])]
    case 'until':
      return next.flatMap(({ agreed }, index) => unless([agreed, `/next/${index}/agreed`, 'new.ask.next']))
    case 'check':
      return []
    default:
      return question satisfies never
  }
}

function missingOfTelling({ language, interpreter, howGiven, coolingOff, ...said }: ConsentDraft): readonly Missing[] {
  const at = '/consent/basis/evidence'
  return unless(
    [language !== undefined && noticeFor(language) !== undefined, `${at}/language`, 'new.ask.notice-language'],
    [interpreter !== undefined, `${at}/interpreter`, 'new.ask.interpreter'],
    [howGiven !== undefined, `${at}/howGiven`, 'new.ask.how-given'],
    [said.understood, `${at}/understood`, 'new.told.understood'],
    [said.readBack, `${at}/readBack`, 'new.told.read-back'],
    [said.privatelyConfirmed, `${at}/privatelyConfirmed`, 'new.told.private'],
    [said.witnessed || howGiven === undefined || howGiven === 'signature', `${at}/witnessed`, 'new.told.witnessed.must'],
    [coolingOff !== undefined, `${at}/coolingOff`, 'new.ask.cooling-off'],
  )
}

/** */
function missingOfGuardian({ guardian, guardianRelation, guardianInMatter, assent }: ConsentDraft): readonly Missing[] {
  return unless(
    [guardian !== undefined, '/consent/basis/guardian', 'new.ask.guardian'],
    [guardianRelation !== undefined, '/consent/basis/standing/relation', 'new.ask.guardian-relation'],
    [guardianInMatter === 'none', '/consent/basis/standing/inMatter', 'new.ask.guardian-in-matter'],
    [assent, '/consent/basis/assent', 'new.told.assent'],
  )
}

const unless = (...fields: readonly (readonly [boolean, string, MessageKey])[]): readonly Missing[] =>
  fields.flatMap(([there, field, words]) => (there ? [] : [{ field, words }]))

/** Whether a question has been answered, so that the next may be asked. */
export function answered(question: Question, draft: Draft): boolean {
  return missingIn(question, draft).length === 0
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
