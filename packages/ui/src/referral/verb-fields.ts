import { Outcome, type ReferralVerb } from '@ihala/contract'
import type { Family } from '../i18n/families.ts'
import type { MessageKey } from '../i18n/messages.ts'

/** One thing a verb asks. `at` is the member of the event's content. */
export type VerbField = { readonly at: string; readonly label: MessageKey; readonly optional?: true } & (
  | { readonly ask: 'one' | 'many'; readonly family: Family; readonly options?: readonly string[] }
  | { readonly ask: 'day' | 'moment' | 'yes' }
)

const NOT_DONE: readonly string[] = ['could-not-contact', 'person-declined', 'not-possible']

/** What each verb asks before it is sent. Nothing: it is sent at once, or after one question where it cannot be undone. */
export const VERB_FIELDS: Readonly<Record<ReferralVerb, readonly VerbField[]>> = {
  open: [],
  'answer-capacity': [
    { at: 'answer', label: 'ask.capacity', ask: 'one', family: 'capacity' },
    { at: 'heldUntil', label: 'ask.held-until', ask: 'moment', optional: true },
    { at: 'conditions', label: 'ask.conditions', ask: 'many', family: 'condition', optional: true },
  ],
  request: [],
  accept: [
    { at: 'transfer', label: 'ask.transfer', ask: 'yes' },
    { at: 'conditions', label: 'ask.conditions', ask: 'many', family: 'condition', optional: true },
  ],
  reject: [
    { at: 'reason', label: 'ask.rejection', ask: 'one', family: 'rejection' },
    { at: 'possibleIf', label: 'ask.possible-if', ask: 'many', family: 'possible-if' },
  ],
  start: [],
  hold: [
    { at: 'reason', label: 'ask.hold', ask: 'one', family: 'hold' },
    { at: 'reviewOn', label: 'ask.review-on', ask: 'day' },
  ],
  complete: [
    {
      at: 'outcome',
      label: 'ask.outcome',
      ask: 'one',
      family: 'outcome',
      options: Outcome.enum.filter((code) => !NOT_DONE.includes(code)),
    },
  ],
  fail: [{ at: 'outcome', label: 'ask.outcome', ask: 'one', family: 'outcome', options: NOT_DONE }],
  reopen: [],
  'request-cancellation': [{ at: 'reason', label: 'ask.cancellation', ask: 'one', family: 'cancellation' }],
  cancel: [],
  'refuse-cancellation': [],
  'hand-back': [{ at: 'reason', label: 'ask.hand-back', ask: 'one', family: 'hand-back' }],
  'take-back': [],
  'enter-in-error': [],
  contradict: [{ at: 'says', label: 'ask.says', ask: 'one', family: 'says' }],
  confirm: [],
  note: [],
}

/** What became of it goes back only where the person agreed to that; otherwise the bare fact does, and nothing is asked. */
export function fieldsOf(verb: ReferralVerb, wayBack: boolean): readonly VerbField[] {
  return wayBack ? VERB_FIELDS[verb] : VERB_FIELDS[verb].filter((field) => !('family' in field) || field.family !== 'outcome')
}

/** Verbs that are asked again before they are sent, although they ask nothing, and what follows from each. */
export const FOLLOWS: Readonly<Partial<Record<ReferralVerb, MessageKey>>> = {
  cancel: 'verbs.sure.cancel',
  'enter-in-error': 'verbs.sure.enter-in-error',
  'refuse-cancellation': 'verbs.sure.refuse-cancellation',
  'take-back': 'verbs.sure.take-back',
  request: 'verbs.sure.request',
  reopen: 'verbs.sure.reopen',
}

/** Verbs after which nothing more can be done with the referral. */
export const ENDS: ReadonlySet<ReferralVerb> = new Set(['cancel', 'enter-in-error', 'reject'])

const FIRST: readonly ReferralVerb[] = ['accept', 'request', 'answer-capacity', 'take-back', 'start', 'complete', 'open', 'reject', 'hold']
const LATER: readonly ReferralVerb[] = ['fail', 'hand-back', 'reopen', 'confirm', 'contradict', 'request-cancellation', 'enter-in-error']
const CANCELLING: readonly ReferralVerb[] = ['cancel', 'refuse-cancellation']

/** Verbs that may be the one main act of the page. */
export const MAIN: ReadonlySet<ReferralVerb> = new Set([...FIRST, ...CANCELLING])

/**
 * Orders what can be done now: the one main act first, then what is near, then what is seldom. Notes have a place of their own.
 * Without anything near, what is seldom stands open.
 * @param besides `begun`: work was begun by a step of its own, such as a screening; `agreed`: acceptance as agreed on the telephone stands above
 */
export function arranged(
  verbs: readonly string[],
  cancelling: boolean,
  { begun = false, agreed = false }: { readonly begun?: boolean; readonly agreed?: boolean } = {},
): { readonly near: readonly ReferralVerb[]; readonly seldom: readonly ReferralVerb[] } {
  const put: readonly ReferralVerb[] = [...(begun ? (['start'] as const) : []), ...(agreed ? (['accept'] as const) : [])]
  const first = FIRST.filter((verb) => !put.includes(verb))
  const open = (order: readonly ReferralVerb[]) => order.filter((verb) => verbs.includes(verb))
  const near = open(cancelling ? [...CANCELLING, ...first] : first)
  const seldom = open([...put, ...LATER, ...(cancelling ? [] : CANCELLING)])
  return near.length === 0 ? { near: seldom, seldom: [] } : { near, seldom }
}

/** Whether everything a verb must be told has been said. */
export function complete(fields: readonly VerbField[], values: Readonly<Record<string, unknown>>): boolean {
  return fields.every(({ at, ask, optional }) => {
    const value = values[at]
    if (optional || ask === 'yes') return true
    return ask === 'many' ? Array.isArray(value) && value.length > 0 : value !== undefined
  })
}

/** The content of the event: what was not said is left out, lists and answers are always there. */
export function contentOf(fields: readonly VerbField[], values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ at, ask }) => {
      const value = values[at] ?? (ask === 'many' ? [] : ask === 'yes' ? false : undefined)
      return value === undefined ? [] : [[at, value]]
    }),
  )
}
