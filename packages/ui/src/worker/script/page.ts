import { isReport, sealMessage, sendReport, stepReport, tell, unfoldReport } from './report.ts'
import { offerVoices, silence } from './sound.ts'

/**
 * What the script adds to pages that work without it: they change without a new line in the history, a report is sealed before any of
 * it leaves, a voice of the device reads, and leaving is at once. It keeps nothing: no storage, no cookie, no address.
 */
function prepare(): void {
  const form = document.querySelector('template#rest')?.closest('form')
  if (form) unfoldReport(form)
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) button.hidden = false
  offerVoices()
}

/** Nothing is left on the screen while the next site is still loading, and this page is not behind it. */
function leave(to: string): void {
  silence()
  document.title = ''
  document.body.replaceChildren()
  location.replace(to)
}

let busy = false

async function submitted(form: HTMLFormElement, button: HTMLButtonElement | undefined): Promise<void> {
  if (busy || (isReport(form) && stepReport(form, button))) return
  busy = true
  const calm = busyWith(button)
  const next = await answerTo(form, button).catch(() => 'failed' as const)
  calm()
  busy = false
  if (next !== 'failed') {
    // It has arrived: whatever fails from here on sends nothing again.
    if (next) change(next)
  } else if (!tell(form, 'failed')) plainly(form, button)
}

/** Shows on a button that it works, and answers how to end that; who pressed it by keyboard finds themselves on it again. */
function busyWith(button: HTMLButtonElement | undefined): () => void {
  if (!button) return () => undefined
  const focused = document.activeElement === button
  button.disabled = true
  button.setAttribute('aria-busy', 'true')
  return () => {
    button.disabled = false
    button.removeAttribute('aria-busy')
    if (focused && button.isConnected && document.activeElement === document.body) button.focus()
  }
}

/** What a form says, with the button that was pressed last; an answer is sealed before it goes. */
async function fieldsOf(form: HTMLFormElement, button: HTMLButtonElement | undefined): Promise<URLSearchParams | undefined> {
  const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  if (button?.name) fields.append(button.name, button.value)
  return button?.value === 'answer' ? sealMessage(form, fields) : fields
}

/** Sends a form; answers the page that came, undefined where nothing was sent yet. Throws where no page came. */
async function answerTo(form: HTMLFormElement, button: HTMLButtonElement | undefined): Promise<Document | undefined> {
  const body = isReport(form) && button?.value === 'send' ? await sendReport(form) : await fieldsOf(form, button)
  if (body === undefined) return undefined
  const answer = await fetch('/i/', { method: 'POST', body, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' })
  if (!answer.ok) throw new Error('no page came')
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

/** Shows a page that came. */
function change(next: Document): void {
  const form = document.querySelector('[data-when="wait-text"]')?.closest('form')
  // Where the page could only say “wait”, the one that is open keeps what was typed, and says so itself.
  if (form && next.querySelector('[data-kept]') && tell(form, 'wait-text')) return
  // What was sealed before it went comes back on no page: the one that is open still has it.
  const [unsent, typed] = [next.querySelector('#unsent'), document.querySelector<HTMLTextAreaElement>('#message')]
  if (unsent && typed) unsent.textContent = typed.value
  silence()
  const { lang, dir } = next.documentElement
  Object.assign(document.documentElement, { lang, dir })
  document.title = next.title
  document.body.replaceWith(document.adoptNode(next.body))
  prepare()
  scrollTo(0, 0)
  document.querySelector('h1')?.focus()
}

/** As if there were no script. */
function plainly(form: HTMLFormElement, button: HTMLButtonElement | undefined): void {
  form.dataset.plain = ''
  if (button) button.click()
  else form.submit()
}

/** The button pressed last: not every browser says of a form that is sent which one sent it. */
let pressed: HTMLButtonElement | undefined

addEventListener('submit', (event) => {
  const [form, button] = [event.target, event.submitter ?? pressed]
  if (!(form instanceof HTMLFormElement) || form.dataset.plain !== undefined) return
  event.preventDefault()
  void submitted(form, button instanceof HTMLButtonElement ? button : undefined)
})
addEventListener('click', (event) => {
  const at = event.target instanceof Element ? event.target : undefined
  pressed = at?.closest('button') ?? undefined
  const way = at?.closest<HTMLAnchorElement>('a.leave')
  if (way) {
    event.preventDefault()
    leave(way.href)
  }
  if (at?.closest('[data-print]')) print()
})
// Who comes back to this page by the browser's own button finds nothing in it.
addEventListener('pagehide', () => {
  silence()
  document.body.replaceChildren()
})
// Nothing is read aloud of a page nobody looks at.
addEventListener('visibilitychange', silence)
// Not at once: what seals imports from here, and could not if this failed.
queueMicrotask(prepare)
