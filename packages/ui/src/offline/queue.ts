import type { ProblemError } from '../api/problem.ts'
import { isSignedOut } from '../api/problem.ts'

/** Where a draft stands on its way. */
export type DraftState =
  /** Somebody writes on it. */
  | { readonly name: 'writing' }
  /** It goes when there is a network and somebody is signed in. */
  | { readonly name: 'ready' }
  /** It was sent and no answer came: it may be there. It goes again under the same key, as it was. */
  | { readonly name: 'unsure'; readonly since: string }
  /** The service said no, and why. */
  | {
      readonly name: 'refused'
      readonly code: string
      readonly status: number
      readonly field: string | null
      readonly rule: string | null
    }

/** A request as it will be sent. What it says of people is filled in when they have their ids. */
export interface Sending {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** Where the people it is about are named: a list `people`, one `personId`, or `:person` in the path. */
  readonly people: 'list' | 'one' | 'path' | 'none'
}

/** Something an officer wrote down on the device. */
export interface DeviceDraft {
  readonly id: string
  /** `person`, `referral`, `photo`, or what the kind names its own. */
  readonly what: string
  /** Idempotency-Key, made with the draft: however often it is sent, it is made once. */
  readonly key: string
  /** What the list calls it, in the officer's own words. */
  readonly label: string
  /** What was typed. */
  readonly form: unknown
  /** Drafts of the people it is about. */
  readonly about: readonly string[]
  /** null while something is missing. */
  readonly sending: Sending | null
  readonly madeAt: string
  readonly state: DraftState
}

/** A person whose draft was sent, for as long as another draft is about them. */
export interface SentPerson {
  /** The draft it was. */
  readonly id: string
  readonly personId: string
  readonly label: string
  /** The other spelling of the name, where there are two. */
  readonly otherName?: string | null
}

/** How long the service knows a key is 14 days (DESIGN §3); one day is left for clocks that differ. */
const KEY_LIVES = 13 * 24 * 3_600_000

/** Whether the service may have forgotten the key: sent again, it could be made twice, so a person decides. */
export function isTooOld(state: DraftState, now: string): boolean {
  return state.name === 'unsure' && Date.parse(now) - Date.parse(state.since) > KEY_LIVES
}

/** Whether it may be changed. What may already be there is not: the same key with other content would be refused, and rightly. */
export function mayChange({ name }: DraftState): boolean {
  return name !== 'unsure'
}

/** The people a draft still waits for; `sent` are those who have a row id. */
export function waitsFor(draft: DeviceDraft, sent: readonly SentPerson[]): readonly string[] {
  return draft.about.filter((id) => sent.every((person) => person.id !== id))
}

/** Whether nothing is written in it yet: it was begun, and nobody typed, and nothing else is about it. */
export function isBlank({ id, state, label, form, about, sending }: DeviceDraft, all: readonly DeviceDraft[]): boolean {
  const typed = typeof form !== 'object' || form === null || Object.keys(form).length > 0
  return (
    state.name === 'writing' &&
    sending === null &&
    label === '' &&
    !typed &&
    about.length === 0 &&
    all.every((one) => !one.about.includes(id))
  )
}

/** What goes next, oldest first; a draft goes after the people it is about. Undefined where nothing can go now. */
export function nextOf(drafts: readonly DeviceDraft[], sent: readonly SentPerson[], now: string): DeviceDraft | undefined {
  return drafts
    .filter(({ state, sending }) => sending !== null && (state.name === 'ready' || (state.name === 'unsure' && !isTooOld(state, now))))
    .filter((draft) => waitsFor(draft, sent).length === 0)
    .sort((one, other) => one.madeAt.localeCompare(other.madeAt) || one.id.localeCompare(other.id))[0]
}

/** The request with its people in it. @throws where one of them has not been sent */
export function requestFor({ sending, about }: DeviceDraft, sent: readonly SentPerson[]): { readonly path: string; readonly body: object } {
  if (sending === null) throw new Error('a draft that is not complete is not sent')
  const ids = about.map((id) => {
    const person = sent.find((one) => one.id === id)
    if (!person) throw new Error('a draft goes after the people it is about')
    return person.personId
  })
  const { path, body, people } = sending
  switch (people) {
    case 'list':
      return { path, body: { ...body, people: ids } }
    case 'one':
      return { path, body: { ...body, personId: ids[0] } }
    case 'path':
      return { path: path.replace(':person', ids[0] ?? ''), body }
    case 'none':
      return { path, body }
    default:
      return people satisfies never
  }
}

/** Why nothing goes although something could. */
export type Pause = 'no-network' | 'sign-in' | 'other-officer' | 'busy'

/** What becomes of a draft that was not taken, and whether the others wait too. `unsure` is how it stood while it was sent. */
export function afterProblem(
  problem: Pick<ProblemError, 'code' | 'status' | 'field' | 'rule'>,
  unsure: DraftState & { readonly name: 'unsure' },
  first: boolean,
): { readonly state: DraftState; readonly pause: Pause | undefined } {
  const { code, status, field, rule } = problem
  // Whatever stood before the service: if it was sent once without an answer, it may still be there.
  const asBefore: DraftState = first ? { name: 'ready' } : unsure
  if (status === 0) return { state: unsure, pause: 'no-network' }
  if (isSignedOut(problem)) return { state: asBefore, pause: 'sign-in' }
  if (code === 'cross-site-request' || status === 429) return { state: asBefore, pause: 'busy' }
  if (status >= 500) return { state: unsure, pause: 'busy' }
  return { state: { name: 'refused', code, status, field: field ?? null, rule: rule ?? null }, pause: undefined }
}

/** What goes with a draft that is deleted: all that is about this person alone. Crews stay, with one person less. */
export function withoutDraft(
  drafts: readonly DeviceDraft[],
  id: string,
): { readonly gone: readonly DeviceDraft[]; readonly left: readonly DeviceDraft[] } {
  const touched = drafts.filter(({ about }) => about.includes(id))
  return {
    gone: drafts.filter((draft) => draft.id === id || (draft.about.length === 1 && draft.about[0] === id)),
    left: touched.filter(({ about }) => about.length > 1).map((draft) => ({ ...draft, about: draft.about.filter((one) => one !== id) })),
  }
}
