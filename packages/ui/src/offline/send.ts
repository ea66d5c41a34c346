import type { Created } from '@ihala/contract'
import type { Api } from '../api/client.ts'
import { isSignedOut, ProblemError } from '../api/problem.ts'
import { knownFrom, withRowId } from './known.ts'
import { namesOf } from './people.ts'
import { afterProblem, type DeviceDraft, nextOf, type Pause, requestFor, type SentPerson } from './queue.ts'
import type { KeptDraft, SealedRows } from './sealed-rows.ts'

/** What sending needs beside the rows. */
export interface Sender {
  readonly api: Pick<Api, 'session' | 'send' | 'keepSession'>
  /** Row id of the officer whose drafts these are. */
  readonly officer: string
  readonly now: () => string
  /** Whether to go on: the device may have been locked meanwhile. */
  readonly goesOn: () => boolean
  /** Told after each step. */
  readonly moved: () => Promise<void>
}

/**
 * Sends what can go, one after the other, until nothing can or something stops it. A draft is marked as sent before it goes: whatever
 * happens then, it goes again under the same key, so that the service makes it once (DESIGN §3). Only one window at a time may call it.
 */
export async function sendWhatCan(rows: SealedRows, sender: Sender): Promise<Pause | undefined> {
  const { api, officer, now, goesOn, moved } = sender
  let asked = false
  while (goesOn()) {
    const [kept, sent, known] = await Promise.all([rows.drafts(), rows.sent(), rows.value('known').then(knownFrom)])
    const people = withRowId(sent, known)
    const drafts = kept.map(({ draft }) => draft)
    const next = nextOf(drafts, people, now())
    const found = kept.find(({ draft }) => draft.id === next?.id)
    if (!found) return undefined
    if (!asked) {
      const pause = await notTheirs(api, officer)
      if (pause !== undefined) return pause
      asked = true
    }
    const pause = await sendOne(rows, sender, found, drafts, { sent, people })
    await moved()
    if (pause !== undefined) return pause
  }
  return undefined
}

/** Why this browser may not send now: nobody is signed in, or somebody else. */
async function notTheirs(api: Sender['api'], officer: string): Promise<Pause | undefined> {
  const session = await api.session().catch(problemOf)
  if (session instanceof ProblemError) return isSignedOut(session) ? 'sign-in' : session.status === 0 ? 'no-network' : 'busy'
  if (session.staff.id !== officer) return 'other-officer'
  api.keepSession(session)
  return undefined
}

async function sendOne(
  rows: SealedRows,
  { api, now }: Sender,
  { draft, revision }: KeptDraft,
  drafts: readonly DeviceDraft[],
  { sent, people }: Readonly<Record<'sent' | 'people', readonly SentPerson[]>>,
): Promise<Pause | undefined> {
  const first = draft.state.name !== 'unsure'
  const unsure = draft.state.name === 'unsure' ? draft.state : ({ name: 'unsure', since: now() } as const)
  const marked = await rows.keep({ ...draft, state: unsure }, revision)
  // Somebody changed it in the meantime: it is looked at again.
  if (marked === undefined) return undefined
  const { path, body } = requestFor(draft, people)
  const answer = await bodyOf(rows, draft, body)
    .then((content) => api.send<Created>({ method: 'POST', path, body: content, idempotencyKey: draft.key }))
    .catch(problemOf)
  if (answer instanceof ProblemError) {
    const { state, pause } = afterProblem(answer, unsure, first)
    await rows.keep({ ...draft, state }, marked)
    return pause
  }
  const others = drafts.filter(({ id }) => id !== draft.id)
  if (draft.what === 'person' && others.some(({ about }) => about.includes(draft.id)))
    await rows.keepSent({ id: draft.id, personId: answer.id, label: draft.label, otherName: namesOf(draft).otherName })
  const over = sent.filter(({ id }) => others.every(({ about }) => !about.includes(id)))
  await rows.remove([
    { kind: 'draft', id: draft.id },
    { kind: 'file', id: draft.id },
    ...over.map(({ id }) => ({ kind: 'sent' as const, id })),
  ])
  return undefined
}

/** A picture goes as a form, everything else as it is. */
async function bodyOf(rows: SealedRows, draft: DeviceDraft, body: object): Promise<object> {
  if (draft.what !== 'photo') return body
  const content = await rows.file(draft.id)
  if (content === undefined) throw new ProblemError({ code: 'page-fault', status: 409 })
  const form = new FormData()
  // The service reads the fields that stand before the file.
  for (const [name, value] of Object.entries(body)) form.append(name, String(value))
  form.append('file', new Blob([content], { type: 'image/jpeg' }), 'photo.jpg')
  return form
}

/** What is no answer of the service (cut in the middle of one) is none: it may have been done. */
function problemOf(thrown: unknown): ProblemError {
  return thrown instanceof ProblemError ? thrown : new ProblemError({ code: 'no-answer', status: 0 })
}
