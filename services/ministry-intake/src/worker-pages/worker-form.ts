import { closed, codes, ReportAnswer, ReportedWrong, ReportQuestion, Sex } from '@ihala/contract'
import { type Draft, draftFrom, STEPS, WHO_STEPS, WORKER_LANGUAGES } from '@ihala/ui/worker'
import Type from 'typebox'

/** What a button of a worker page may ask for, beside the pages of a report. */
const ACTS = [
  'languages',
  'start',
  'send',
  'type',
  'show',
  'check',
  'proof',
  'done',
  'code',
  'open',
  'answer',
  ...WHO_STEPS,
  'identify',
  'take-back',
  'withdraw',
  'certificate',
  'protected',
  'days',
  'day',
] as const
export const WorkerAsks = codes([...STEPS, ...ACTS], 'issue 6')

const typed = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
export const TypedCode = Type.String({ maxLength: 60 })
const CODE = Type.Optional(TypedCode)
/** A compact JWS, as it goes round through the page. */
const Statement = Type.String({ pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$', maxLength: 2_000 })

/**
 * The one form of the worker pages. What was said on other pages comes with every request, because nothing is kept: neither on the
 * device nor here. A1: but for who says of themselves who they are (A6), there is no field for a name or a number.
 */
export const WorkerBody = closed({
  language: Type.Optional(codes(WORKER_LANGUAGES, 'DOMAIN.md')),
  go: Type.Optional(WorkerAsks),
  at: Type.Optional(codes(STEPS, 'issue 6')),
  wrong: Type.Optional(Type.Array(ReportedWrong, { maxItems: ReportedWrong.enum.length, uniqueItems: true })),
  about: Type.Optional(codes(['me', 'somebody-else', 'many'], 'issue 6')),
  ...Object.fromEntries(ReportQuestion.enum.map((question) => [`q-${question}`, Type.Optional(ReportAnswer)])),
  // Longer than a report may be: who pasted too much is told so, and keeps it.
  place: typed(20_000),
  since: typed(20_000),
  story: typed(60_000),
  message: typed(60_000),
  'not-so': Type.Optional(Type.Literal('yes')),
  before: Type.Optional(Type.String({ pattern: '^\\d{1,5}$' })),
  sealed: typed(40_000),
  puzzle: typed(1_000),
  solution: typed(20),
  code: CODE,
  again: CODE,
  statement: Type.Optional(Statement),
  name: typed(200),
  sex: Type.Optional(Sex),
  telephone: typed(40),
  call: Type.Optional(codes(['yes', 'no'], 'issue 6')),
  date: Type.Optional(Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2})?$' })),
})

/** A form as it was sent: each field its last value, of pictures all. */
export type WorkerBody = Readonly<Record<string, string | readonly string[]>>

/** Reads what a browser sends of a form. A button stands behind the hidden fields, so that what was pressed last counts. */
export function readForm(text: string): WorkerBody {
  const fields = new URLSearchParams(text)
  return Object.fromEntries(
    [...fields.keys()].map((name) => [name, name === 'wrong' ? fields.getAll(name) : (fields.getAll(name).at(-1) ?? '')]),
  )
}

/** One field of a form; undefined when it is not there or empty. */
export function fieldOf(body: WorkerBody, name: string): string | undefined {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What somebody has said of a report so far. */
export function draftOf(body: WorkerBody): Draft {
  return draftFrom((field) => [body[field] ?? []].flat())
}

/** Zeros of the scripts in which people of the thirteen languages write numbers of telephones. */
const ZEROS = ['0', '٠', '۰', '०', '০', '௦', '൦', '෦', '０'].map((zero) => zero.codePointAt(0) ?? 0)

/** Digits of any of these scripts as ASCII, and everything else left as it is. */
export function plainDigits(text: string): string {
  return [...text]
    .map((sign) => {
      const point = sign.codePointAt(0) ?? 0
      const zero = ZEROS.find((one) => point >= one && point <= one + 9)
      return zero === undefined ? sign : String(point - zero)
    })
    .join('')
}
