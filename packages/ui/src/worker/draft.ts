import { ReportAnswer, type ReportContent, ReportedWrong, ReportQuestion } from '@ihala/contract'
import { LANGUAGES, type WorkerLanguage } from './languages.ts'

/** What somebody has said so far. It lives in the page alone: nothing is kept on the device or here. */
export interface Draft {
  readonly wrongs: readonly ReportedWrong[]
  readonly about?: ReportContent['about']
  readonly answers: Readonly<Partial<Record<ReportQuestion, ReportAnswer>>>
  readonly place: string
  readonly since: string
  readonly story: string
}

/** Nothing said. */
export const EMPTY_DRAFT: Draft = { wrongs: [], answers: {}, place: '', since: '', story: '' }

/** Most characters of what is typed; the same as in `ReportContent`. */
export const TYPED = { place: 300, since: 100, story: 3000 } as const

/** What may be said in words of one's own, a page each. */
export const WRITTEN = ['place', 'since', 'story'] as const

/** The pages of a report in their order, each with one question: pictures, whom it is about, the questions, one's own words, reading over. */
export const STEPS = ['wrongs', 'whom', ...ReportQuestion.enum.map((question) => `q-${question}` as const), ...WRITTEN, 'over'] as const
export type Step = (typeof STEPS)[number]

/** What is written on a step; undefined where it is answered by pressing. */
export function writtenOn(step: Step): (typeof WRITTEN)[number] | undefined {
  return WRITTEN.find((field) => field === step)
}

/** The question of a step; undefined when it has none. */
export function questionOf(step: Step): ReportQuestion | undefined {
  return ReportQuestion.enum.find((question) => step === `q-${question}`)
}

/** The answer a picture gives already. Violence or threats may be either, so both are asked. */
const SAID_BY: Readonly<Partial<Record<ReportQuestion, { readonly wrong: ReportedWrong; readonly answer: ReportAnswer }>>> = {
  'papers-kept': { wrong: 'papers-kept', answer: 'yes' },
  'pay-withheld': { wrong: 'wages-not-paid', answer: 'yes' },
  'free-to-leave': { wrong: 'not-free-to-leave', answer: 'no' },
  'owes-for-the-job': { wrong: 'debt-or-fees', answer: 'yes' },
}

/** What somebody said to a question: the answer pressed, else what a chosen picture says. */
export function answerOf({ answers, wrongs }: Pick<Draft, 'answers' | 'wrongs'>, question: ReportQuestion): ReportAnswer | undefined {
  const said = SAID_BY[question]
  return answers[question] ?? (said && wrongs.includes(said.wrong) ? said.answer : undefined)
}

/** Whether a chosen picture has said already what a step asks. */
function saidByPicture({ wrongs }: Pick<Draft, 'wrongs'>, step: Step): boolean {
  const question = questionOf(step)
  const said = question && SAID_BY[question]
  return said !== undefined && wrongs.includes(said.wrong)
}

/** Which of how many pages a step is, from 1: what a picture said is no page, unless somebody came back to change it. */
export function pageOfPages(draft: Pick<Draft, 'wrongs'>, step: Step): { readonly n: number; readonly all: number } {
  const pages = STEPS.filter((one) => one === step || !saidByPicture(draft, one))
  return { n: pages.indexOf(step) + 1, all: pages.length }
}

/** The step wanted, or the next in its direction that is still to be asked: what a picture said is asked by nobody, but may be changed. */
export function stepAsked(draft: Draft, at: Step | undefined, wanted: Step): Step {
  if (at === undefined || at === 'over' || !saidByPicture(draft, wanted)) return wanted
  return stepAsked(draft, at, stepFrom(wanted, STEPS.indexOf(wanted) > STEPS.indexOf(at) ? 1 : -1) ?? wanted)
}

/** The step after or before another; undefined at the ends. */
export function stepFrom(step: Step, by: 1 | -1): Step | undefined {
  return STEPS[STEPS.indexOf(step) + by]
}

/** What keeps somebody at a step: no picture chosen, nobody it is about, a text that is too long. */
export function faultsOf(draft: Draft): readonly ('wrongs' | 'whom' | keyof typeof TYPED)[] {
  const typed = WRITTEN.filter((field) => draft[field].length > TYPED[field])
  return [...(draft.wrongs.length === 0 ? (['wrongs'] as const) : []), ...(draft.about === undefined ? (['whom'] as const) : []), ...typed]
}

/** The report a draft makes. Throws (a fault) where `faultsOf` finds something missing. */
export function contentOf(draft: Draft, language: WorkerLanguage): ReportContent {
  if (draft.about === undefined) throw new Error('a draft that is about nobody was sent')
  const { place, since, story } = draft
  return {
    language: LANGUAGES[language].iso,
    wrongs: [...draft.wrongs],
    about: draft.about,
    answers: ReportQuestion.enum.flatMap((question) => {
      const answer = answerOf(draft, question)
      return answer === undefined ? [] : [{ question, answer }]
    }),
    ...(place === '' ? {} : { place }),
    ...(since === '' ? {} : { since }),
    ...(story === '' ? {} : { story }),
  }
}

/** The draft in the fields of a form; what no list knows is dropped by whoever reads it: `read` answers the values of a field. */
export function draftFrom(read: (field: string) => readonly string[]): Draft {
  const last = (field: string): string | undefined => read(field).at(-1)
  const text = (field: string): string => (last(field) ?? '').replaceAll('\r\n', '\n').trim()
  const about = (['me', 'somebody-else', 'many'] as const).find((code) => code === last('about'))
  const answers = ReportQuestion.enum.flatMap((question) => {
    const answer = ReportAnswer.enum.find((code) => code === last(`q-${question}`))
    return answer === undefined ? [] : [[question, answer] as const]
  })
  return {
    wrongs: ReportedWrong.enum.filter((code) => read('wrong').includes(code)),
    ...(about === undefined ? {} : { about }),
    answers: Object.fromEntries(answers),
    place: text('place'),
    since: text('since'),
    story: text('story'),
  }
}
