import type { PortalContent } from '@ihala/contract'
import { answerOf, contentOf, type Draft, draftFrom, faultsOf, pageOfPages, questionOf, STEPS, stepAsked, WRITTEN } from '../draft.ts'
import { WORKER_LANGUAGES } from '../languages.ts'
import { silence } from './sound.ts'

/** What the browser needs to seal and to be let in. */
interface Lock {
  readonly key: { readonly kid: string; readonly jwk: { readonly kty: 'OKP'; readonly crv: 'X25519'; readonly x: string } } | null
  readonly puzzle: string
  readonly bits: number
}

/** A puzzle is good for ten minutes; one that was begun so long ago is left. */
const FRESH_MS = 8 * 60_000

interface Work {
  readonly since: number
  readonly lock: Lock
  readonly solution: Promise<string>
}

let work: Promise<Work> | undefined

const sections = (form: HTMLFormElement): HTMLElement[] => [...form.querySelectorAll<HTMLElement>('section[data-step]')]
const draftIn = (form: HTMLFormElement): Draft => {
  const fields = new FormData(form)
  return draftFrom((name) => fields.getAll(name).map(String))
}

/** Whether this form holds all pages of a report, so that none of it is sent before it is sealed. */
export function isReport(form: HTMLFormElement): boolean {
  return form.dataset.whole !== undefined
}

/** Takes the other pages of a report out of their `template`, and shows the first. */
export function unfoldReport(form: HTMLFormElement): void {
  const rest = form.querySelector<HTMLTemplateElement>('template#rest')
  for (const name of ['at', ...WRITTEN]) form.querySelector(`input[type="hidden"][name="${name}"]`)?.remove()
  if (rest) sections(form)[0]?.after(rest.content)
  rest?.remove()
  form.dataset.whole = ''
  for (const note of form.querySelectorAll<HTMLElement>('[data-sealed]')) note.hidden = note.dataset.sealed !== 'here'
  form.addEventListener('change', () => tell(form, undefined))
  show(form, 'wrongs', false)
}

/** Says one of the sentences that wait in the page, and no other; false where it has none. */
export function tell(form: HTMLFormElement, what: 'working' | 'failed' | 'wait-text' | 'sealed-not' | 'wrongs-none' | undefined): boolean {
  let told = false
  for (const note of form.querySelectorAll<HTMLElement>('[data-when]')) {
    note.hidden = note.dataset.when !== what
    if (note.hidden) continue
    told = true
    note.scrollIntoView({ block: 'center' })
  }
  return told
}

/** Goes from page to page of a report. False where the button asks for something else. */
export function stepReport(form: HTMLFormElement, button: HTMLButtonElement | undefined): boolean {
  if (!button) return true
  const { name, value } = button
  const at = button.closest<HTMLElement>('section[data-step]')
  if (name !== 'go') {
    say(form, name, value)
    if (name === 'q-in-danger-now') for (const call of form.querySelectorAll<HTMLElement>('[data-danger]')) call.hidden = value !== 'yes'
    const next = at?.nextElementSibling
    if (next instanceof HTMLElement && next.dataset.step) go(form, at, next.dataset.step)
    return true
  }
  if (!sections(form).some(({ dataset }) => dataset.step === value)) return false
  if (at?.dataset.step === 'wrongs' && draftIn(form).wrongs.length === 0) tell(form, 'wrongs-none')
  else go(form, at, value)
  return true
}

/** To a step, past what a picture said already. */
function go(form: HTMLFormElement, from: HTMLElement | null | undefined, to: string): void {
  const [at, wanted] = [from?.dataset.step, to].map((name) => STEPS.find((step) => step === name))
  if (wanted) show(form, stepAsked(draftIn(form), at, wanted))
}

/** Keeps an answer in the form. */
function say(form: HTMLFormElement, name: string, value: string): void {
  const field = form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`) ?? document.createElement('input')
  Object.assign(field, { type: 'hidden', name, value })
  form.append(field)
}

function show(form: HTMLFormElement, wanted: string, focus = true): void {
  const [fault] = wanted === 'over' ? faultsOf(draftIn(form)) : []
  const step = fault ?? wanted
  tell(form, undefined)
  silence()
  for (const section of sections(form)) section.hidden = section.dataset.step !== step
  for (const choice of form.querySelectorAll<HTMLButtonElement>(`section[data-step="${step}"] button[aria-pressed]`))
    choice.setAttribute('aria-pressed', String(choice.value === chosenIn(draftIn(form), step)))
  count(form, step)
  if (step === 'over') writeOver(form)
  // The puzzle is begun while somebody still writes, so that nobody waits for it.
  if (step === 'over' || WRITTEN.some((written) => written === step))
    work ??= begin(form).catch(() => Promise.reject(new Error('no puzzle')))
  work?.catch(() => {
    work = undefined
  })
  if (!focus) return
  scrollTo(0, 0)
  form.querySelector<HTMLElement>(`section[data-step="${step}"] h1`)?.focus()
}

/** What a picture said is no page of its own. */
function count(form: HTMLFormElement, name: string): void {
  const step = STEPS.find((one) => one === name)
  const shown = form.querySelector<HTMLElement>(`section[data-step="${name}"] .progress`)
  if (!step || !shown) return
  const { n, all } = pageOfPages(draftIn(form), step)
  for (const [part, said] of Object.entries({ n, all })) shown.querySelector(`[data-${part}]`)?.replaceChildren(String(said))
}

function writeOver(form: HTMLFormElement): void {
  const nothing = form.querySelector<HTMLElement>('[data-nothing]')?.dataset.nothing ?? ''
  for (const cell of form.querySelectorAll<HTMLElement>('[data-of]')) cell.textContent = saidOf(form, cell.dataset.of ?? '') || nothing
}

function saidOf(form: HTMLFormElement, name: string): string {
  if (name === 'wrong')
    return [...form.querySelectorAll('input[name="wrong"]:checked')].map((one) => one.closest('label')?.textContent).join(' · ')
  const typed = form.querySelector<HTMLTextAreaElement>(`textarea[name="${name}"]`)
  if (typed) return typed.value.trim()
  return form.querySelector(`button[name="${name}"][value="${chosenIn(draftIn(form), name)}"]`)?.textContent ?? ''
}

/** The answer to what a step asks, or to whom it is about. */
function chosenIn(draft: Draft, name: string): string | undefined {
  const question = STEPS.map(questionOf).find((one) => one !== undefined && `q-${one}` === name)
  return question === undefined ? draft.about : answerOf(draft, question)
}

async function begin(form: HTMLFormElement): Promise<Work> {
  const since = Date.now()
  const [lock, { solve }] = await Promise.all([fetchLock(), import('./seal.ts')])
  const bar = form.querySelector('progress')
  const solution = solve(lock.puzzle, lock.bits, (share) => {
    if (bar) bar.value = share * 100
  })
  solution.catch(() => undefined)
  return { since, lock, solution }
}

async function fetchLock(): Promise<Lock> {
  const answer = await fetch('/i/lock', { cache: 'no-store', credentials: 'omit' })
  if (!answer.ok) throw new Error('no lock')
  return answer.json()
}

/** Seals a report and works to be let in. Undefined where this browser cannot seal: that was said, and pressing again sends it to be sealed on arrival. */
export async function sendReport(form: HTMLFormElement): Promise<URLSearchParams | undefined> {
  const language = WORKER_LANGUAGES.find((tag) => tag === document.documentElement.lang) ?? 'en'
  const draft = draftIn(form)
  tell(form, 'working')
  const held = await work?.catch(() => undefined)
  const begun = held && Date.now() - held.since < FRESH_MS ? held : await begin(form)
  // Each puzzle is used once.
  work = undefined
  const fields = await sealed(form, { report: contentOf(draft, language) }, begun.lock)
  if (fields === undefined) return undefined
  if (!fields.has('sealed')) for (const [name, value] of new FormData(form)) fields.append(name, String(value))
  else fields.set('language', language)
  fields.set('puzzle', begun.lock.puzzle)
  fields.set('solution', await begun.solution)
  fields.set('go', 'send')
  return fields
}

/** Seals what somebody answers; the rest of the form goes as it is. */
export async function sealMessage(form: HTMLFormElement, fields: URLSearchParams): Promise<URLSearchParams | undefined> {
  const message = (fields.get('message') ?? '').trim()
  if (message === '') return fields
  tell(form, 'working')
  const locked = await sealed(form, { message }, await fetchLock())
  if (!locked?.has('sealed')) return locked && fields
  fields.delete('message')
  for (const [name, value] of locked) fields.set(name, value)
  return fields
}

/** The sealed field; no field where somebody pressed again though this browser cannot seal; undefined when that is only now said. */
async function sealed(form: HTMLFormElement, content: PortalContent, lock: Lock): Promise<URLSearchParams | undefined> {
  const { seal } = await import('./seal.ts')
  const text = lock.key ? await seal(content, lock.key) : undefined
  if (text !== undefined) return new URLSearchParams({ sealed: text })
  if (form.dataset.insists !== undefined) return new URLSearchParams()
  form.dataset.insists = ''
  tell(form, 'sealed-not')
  return undefined
}
