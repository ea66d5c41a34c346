import { checkReporterIdentity, Refusal, type RefusalCode, type ReporterIdentity, readReceiptCode, Sex } from '@ihala/contract'
import {
  type BodyNames,
  certificatePage,
  codePage,
  contentOf,
  type Draft,
  daysPage,
  decoyPage,
  donePage,
  faultsOf,
  fieldsOf,
  languagesPage,
  type Markup,
  openedPage,
  proofPage,
  protectedPage,
  receiptPage,
  retypePage,
  type SeenPage,
  type Setting,
  STEPS,
  type Step,
  seenPage,
  startPage,
  stepAsked,
  stepFrom,
  stepPage,
  takeBackPage,
  textOf,
  WHO_STEPS,
  type WhoStep,
  type WhoTyped,
  waitPage,
  whoFields,
  whoPage,
} from '@ihala/ui/worker'
import type { Admission, WorkerDoor } from '../reports/report-desk.ts'
import { draftOf, fieldOf, plainDigits, type WorkerBody } from './worker-form.ts'

/** What a page needs to be answered. */
export interface Turn {
  readonly door: WorkerDoor
  /** The signed list of a day in a file for `ihala verify`; undefined while there is none. */
  readonly listFile: (date: string) => Promise<object | undefined>
  readonly setting: Setting
  readonly body: WorkerBody
  /** Whose pages they are, for the certificate and for who says who they are. */
  readonly organisation: { readonly names: BodyNames }
  /** The last day that has a signed list, or will as soon as it is made, `YYYY-MM-DD`. */
  readonly lastDay: string
}

/** A page, or a file to keep. */
export type Answer = { readonly page: string } | { readonly file: object }

/** What somebody may be answered for a while, without having done anything wrong: the page keeps what was typed. */
const FOR_A_WHILE: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'too-many-requests',
  'service-unavailable',
  'puzzle-unsolved',
  'token-used',
  'report-unreadable',
])

/** Answers one form. Throws Refusal for what no page of ours sends. */
export async function answerTo(turn: Turn): Promise<Answer> {
  const { body, setting } = turn
  const go = fieldOf(body, 'go')
  if (go === 'day') {
    const date = fieldOf(body, 'date')
    const file = date === undefined ? undefined : await turn.listFile(date)
    if (file !== undefined) return { file }
    return shown(daysPage(setting, { last: turn.lastDay, ...(date === undefined ? {} : { missing: date }) }))
  }
  const step = STEPS.find((one) => one === go)
  const at = STEPS.find((one) => one === fieldOf(body, 'at'))
  // What is pressed on a question says only the answer: the page after it comes by itself.
  const wanted = step ?? (go === undefined && at !== undefined ? (stepFrom(at, 1) ?? at) : undefined)
  if (wanted !== undefined) {
    const draft = draftOf(body)
    return shown(walk(setting, draft, at, stepAsked(draft, at, wanted)))
  }
  return act(turn, go)
}

const shown = (page: Markup): Answer => ({ page: textOf(page) })

/** From one page of a report to another; forward only past what has been said. */
function walk(setting: Setting, draft: Draft, at: Step | undefined, wanted: Step): Markup {
  const forward = at !== undefined && STEPS.indexOf(wanted) > STEPS.indexOf(at)
  const fault = forward ? faultsOf(draft).find((field) => field === at) : undefined
  if (fault !== undefined && at !== undefined) return stepPage(setting, at, draft, { field: fault })
  return wanted === 'over' ? over(setting, draft) : stepPage(setting, wanted, draft)
}

/** The page on which one reads over what one said, or the first on which something is missing. */
function over(setting: Setting, draft: Draft): Markup {
  const [field] = faultsOf(draft)
  if (field === undefined) return stepPage(setting, 'over', draft)
  return stepPage(setting, field, draft, { field })
}

async function act(turn: Turn, go: string | undefined): Promise<Answer> {
  const { body, setting } = turn
  const code = fieldOf(body, 'code') ?? ''
  switch (go) {
    case 'start':
      return shown(fieldOf(body, 'language') === undefined ? languagesPage(setting) : startPage(setting))
    case 'send':
      return send(turn)
    case 'type':
    case 'show':
    case 'check':
    case 'proof':
      return shown(receiptAgain(setting, go, body))
    case 'done':
      return shown(donePage(setting))
    case 'code':
      return shown(codePage(setting))
    case 'open':
      return open(turn, code)
    case 'answer':
      return answer(turn, code)
    case 'who':
    case 'who-sex':
    case 'who-telephone':
    case 'who-call':
      return says(turn, go)
    case 'identify':
      return identify(turn, code)
    case 'take-back':
      return shown(takeBackPage(setting, code))
    case 'withdraw':
      return kept(turn, 'withdraw', [['code', code]], async () => {
        await turn.door.withdraw(code)
        return open(turn, code, { note: 'taken-back' })
      })
    case 'certificate':
      return certificate(turn, code)
    case 'protected':
      return shown(protectedPage(setting, await keyOrNone(turn.door)))
    case 'days':
      return shown(daysPage(setting, { last: turn.lastDay }))
    default:
      return shown(languagesPage(setting))
  }
}

/** Does something; where it cannot be done at this moment, what was typed stays on a page that says so. */
async function kept(turn: Turn, go: string, fields: readonly (readonly [string, string])[], work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    if (thrown.code === 'not-found') return shown(codePage(turn.setting, fieldOf(turn.body, 'code') ?? ''))
    if (thrown.code === 'report-closed') {
      const unsent = go === 'answer' ? { unsent: fieldOf(turn.body, 'message') ?? '' } : {}
      return open(turn, fieldOf(turn.body, 'code') ?? '', { note: 'closed-now', ...unsent })
    }
    if (FOR_A_WHILE.has(thrown.code)) return shown(waitPage(turn.setting, fields, go))
    throw thrown
  }
}

async function send(turn: Turn): Promise<Answer> {
  const { body, door, setting } = turn
  const sealed = fieldOf(body, 'sealed')
  const draft = draftOf(body)
  if (sealed === undefined && faultsOf(draft).length > 0) return shown(over(setting, draft))
  const report = sealed === undefined ? { plain: contentOf(draft, setting.language) } : { sealed }
  return kept(turn, 'send', sealed === undefined ? fieldsOf(draft) : [['sealed', sealed]], async () =>
    shown(receiptPage(setting, await door.file(report, admissionOf(body)))),
  )
}

function admissionOf(body: WorkerBody): Admission {
  const [puzzle, solution] = [fieldOf(body, 'puzzle'), fieldOf(body, 'solution')]
  return puzzle === undefined || solution === undefined ? { kind: 'slow' } : { kind: 'worked', puzzle, solution }
}

/** Nothing of a receipt is kept: it goes round through the page until it was typed once more. */
function receiptAgain(setting: Setting, go: 'type' | 'show' | 'check' | 'proof', body: WorkerBody): Markup {
  const [code, statement] = [fieldOf(body, 'code'), fieldOf(body, 'statement')]
  if (code === undefined || !/^\d{16}$/.test(code) || statement === undefined) return startPage(setting)
  if (go === 'show') return receiptPage(setting, { code, statement })
  if (go === 'proof') return proofPage(setting, { code, statement })
  if (go === 'type') return retypePage(setting, { code, statement })
  const typed = fieldOf(body, 'again') ?? ''
  const again = readReceiptCode(typed)
  return again?.kind === 'real' && code.startsWith(again.digits) ? donePage(setting) : retypePage(setting, { code, statement }, typed)
}

async function open(turn: Turn, code: string, said: Pick<SeenPage, 'note' | 'unsent'> = {}): Promise<Answer> {
  const { body, door, setting } = turn
  return kept(turn, 'open', [['code', code]], async () => {
    const seen = await door.open(code)
    if (seen === 'unknown') return shown(codePage(setting, code))
    if (seen === 'decoy') return { page: openedPage(decoyPage(setting)) }
    const before = fieldOf(body, 'before')
    return { page: openedPage(seenPage(setting, { code, seen, ...said, ...(before === undefined ? {} : { before: Number(before) }) })) }
  })
}

async function answer(turn: Turn, code: string): Promise<Answer> {
  const { body, door } = turn
  const [sealed, message] = [fieldOf(body, 'sealed'), fieldOf(body, 'message')?.replaceAll('\r\n', '\n').trim()]
  const said = sealed !== undefined ? { sealed } : message ? { plain: message } : undefined
  const notSo = fieldOf(body, 'not-so') === 'yes'
  if (said === undefined && !notSo) return open(turn, code)
  const again = sealed === undefined ? (['message', message ?? ''] as const) : (['sealed', sealed] as const)
  return kept(turn, 'answer', [['code', code], again, ...(notSo ? [['not-so', 'yes'] as const] : [])], async () => {
    if (notSo) await door.contradict(code, said)
    else if (said !== undefined) await door.answer(code, said)
    // What it stands at says that it was contradicted.
    return open(turn, code, notSo ? {} : { note: 'sent' })
  })
}

/** What somebody said of who they are, as they typed it. */
function typedOf(body: WorkerBody): WhoTyped {
  return {
    code: fieldOf(body, 'code') ?? '',
    name: fieldOf(body, 'name')?.trim() ?? '',
    sex: Sex.enum.find((one) => one === fieldOf(body, 'sex')) ?? 'not-stated',
    telephone: fieldOf(body, 'telephone') ?? '',
  }
}

/** A6: a name, and whatever else they want to say. A number counts with its country alone. */
function identityOf({ name, sex, telephone: number }: WhoTyped, call: boolean): ReporterIdentity {
  const telephone = plainDigits(number)
    .replace(/[\s().-]/g, '')
    .replace(/^00/, '+')
  // C8: without a number there is nothing to call.
  return { name, sex, ...(telephone === '' ? {} : { telephone }), mayCall: telephone !== '' && call }
}

/** The page on which something is missing or cannot be; undefined when they may go on. */
function whoFault(typed: WhoTyped): WhoStep | undefined {
  if (!checkReporterIdentity(identityOf({ ...typed, telephone: '' }, false))) return 'who'
  return checkReporterIdentity(identityOf(typed, false)) ? undefined : 'who-telephone'
}

/** One of the pages on which they say who they are: forward only past what can be. Without a number nothing is asked about calling. */
async function says(turn: Turn, wanted: WhoStep): Promise<Answer> {
  const typed = typedOf(turn.body)
  const fault = whoFault(typed)
  if (fault !== undefined && WHO_STEPS.indexOf(fault) < WHO_STEPS.indexOf(wanted)) return who(turn, fault, typed, true)
  if (wanted === 'who-call' && typed.telephone.trim() === '') return identify(turn, typed.code)
  return who(turn, wanted, typed)
}

/** They are as long as what the code opened. */
const who = ({ setting, organisation }: Turn, step: WhoStep, typed: WhoTyped, wrong = false): Answer => ({
  page: openedPage(whoPage(setting, step, typed, organisation.names, wrong)),
})

async function identify(turn: Turn, code: string): Promise<Answer> {
  const { body, door } = turn
  const typed = typedOf(body)
  const fault = whoFault(typed)
  if (fault !== undefined) return who(turn, fault, typed, true)
  const said = identityOf(typed, fieldOf(body, 'call') === 'yes')
  return kept(turn, 'identify', [...whoFields(typed), ...(said.mayCall ? [['call', 'yes'] as const] : [])], async () => {
    await door.identify(code, said)
    return open(turn, code, { note: 'identified' })
  })
}

async function certificate(turn: Turn, code: string): Promise<Answer> {
  const { door, setting, organisation } = turn
  return kept(turn, 'certificate', [['code', code]], async () => {
    const seen = await door.open(code)
    if (seen === 'unknown') return shown(codePage(setting, code))
    if (seen === 'decoy' || !seen.certificate) return open(turn, code)
    const { date, statement } = seen.filing
    return shown(certificatePage(setting, { code, date, statement, body: organisation.names }))
  })
}

/** The key of the lock; undefined while the registry names none that may be used. */
export async function keyOrNone(door: WorkerDoor) {
  try {
    return await door.key()
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'service-unavailable') return undefined
    throw thrown
  }
}
