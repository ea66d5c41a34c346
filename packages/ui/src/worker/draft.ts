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

/** The pages of a report in their order: pictures, whom it is about, a page for each question, what one wants to add, reading over. */
export const STEPS = ['wrongs', 'whom', ...ReportQuestion.enum.map((question) => `q-${question}` as const), 'more', 'over'] as const
export type Step = (typeof STEPS)[number]

/** The question of a step; undefined when it has none. */
export function questionOf(step: Step): ReportQuestion | undefined {
  return ReportQuestion.enum.find((question) => step === `q-${question}`)
}

/** The step after or before another; undefined at the ends. */
export function stepFrom(step: Step, by: 1 | -1): Step | undefined {
  return STEPS[STEPS.indexOf(step) + by]
}

/** What keeps somebody at a step: no picture chosen, nobody it is about, a text that is too long. */
export function faultsOf(draft: Draft): readonly ('wrongs' | 'whom' | keyof typeof TYPED)[] {
  const typed = (['place', 'since', 'story'] as const).filter((field) => draft[field].length > TYPED[field])
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
      const answer = draft.answers[question]
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
