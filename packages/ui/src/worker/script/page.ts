import { isReport, sealMessage, sendReport, stepReport, tell, unfoldReport } from './report.ts'
import { offerVoices, silence } from './sound.ts'

/**
 * What the script adds to pages that work without it: they change without a new line in the history, a report is sealed before any of
 * it leaves, a voice of the device reads, and leaving is at once. It keeps nothing: no storage, no cookie, no address.
 */
function prepare(): void {
  const form = document.querySelector<HTMLFormElement>('form:has(template#rest)')
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
  if (busy) return
  busy = true
  let calm = (): void => undefined
  try {
    if (isReport(form) && stepReport(form, button)) return
    calm = busyWith(button)
    const fields = isReport(form) && button?.value === 'send' ? await sendReport(form) : await fieldsOf(form, button)
    if (fields !== undefined && !(await post(fields)) && !tell(form, 'failed')) plainly(form, button)
  } catch {
    calm()
    if (!tell(form, 'failed')) plainly(form, button)
  } finally {
    calm()
    busy = false
  }
}

/** Shows on a button that it works, and answers how to end that; who pressed it by keyboard finds themselves on it again. */
function busyWith(button: HTMLButtonElement | undefined): () => void {
  if (!button) return () => undefined
  const focused = document.activeElement === button
  button.disabled = true
  button.ariaBusy = 'true'
  return () => {
    button.disabled = false
    button.ariaBusy = null
    if (focused && button.isConnected && document.activeElement === document.body) button.focus()
  }
}

/** What a form says, with the button that was pressed last; an answer is sealed before it goes. */
async function fieldsOf(form: HTMLFormElement, button: HTMLButtonElement | undefined): Promise<URLSearchParams | undefined> {
  const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  if (button?.name) fields.append(button.name, button.value)
  return button?.value === 'answer' ? sealMessage(form, fields) : fields
}

/** Sends a form and shows the page that is answered. False where no page came. */
async function post(fields: URLSearchParams): Promise<boolean> {
  const answer = await fetch('/i/', { method: 'POST', body: fields, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' })
  if (!answer.ok) return false
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const form = document.querySelector<HTMLFormElement>('form:has([data-when="wait-text"])')
  // Where the page could only say “wait”, the one that is open keeps what was typed, and says so itself.
  if (form && next.querySelector('[data-kept]')) return tell(form, 'wait-text')
  silence()
  const { lang, dir } = next.documentElement
  Object.assign(document.documentElement, { lang, dir })
  document.title = next.title
  document.body.replaceWith(document.adoptNode(next.body))
  prepare()
  scrollTo(0, 0)
  document.querySelector('h1')?.focus()
  return true
}

/** As if there were no script. */
function plainly(form: HTMLFormElement, button: HTMLButtonElement | undefined): void {
  form.dataset.plain = ''
  form.requestSubmit(button)
}

addEventListener('submit', (event) => {
  const [form, button] = [event.target, event.submitter]
  if (!(form instanceof HTMLFormElement) || form.dataset.plain !== undefined) return
  event.preventDefault()
  void submitted(form, button instanceof HTMLButtonElement ? button : undefined)
})
addEventListener('click', (event) => {
  const at = event.target instanceof Element ? event.target : undefined
  const way = at?.closest<HTMLAnchorElement>('a.leave')
  if (way) {
    event.preventDefault()
    leave(way.href)
  }
  if (at?.closest('[data-print]')) print()
})
// Who comes back to this page by the browser's own button finds nothing in it.
addEventListener('pagehide', () => document.body.replaceChildren())
prepare()
