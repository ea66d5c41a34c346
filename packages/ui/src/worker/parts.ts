import { LANGUAGES, type WorkerLanguage } from './languages.ts'
import { html, type Markup, textOf } from './markup.ts'
import { type Setting, WORKER_PATH } from './setting.ts'
import { type WordKey, wordsIn } from './words.ts'

/** The mark that stands where a page was filled up to one length. */
const FILLING = '<!--filled-->'

/** T40: the one length of all pages that a code opens, bytes: it does not tell a harmless page from a real one, nor a long talk from a short. */
export const OPENED_BYTES = 32_768

/** Bytes of part of a page. */
export const bytesOf = (part: Markup): number => Buffer.byteLength(textOf(part))

/** How much may be added to a page that a code opens, bytes. */
export const roomIn = (page: Markup): number => OPENED_BYTES - FILLING.length - bytesOf(page)

/**
 * A whole page. The first thing one reaches in it is the way out.
 * @param alsoIn a second language for the way out, while nobody has chosen one
 */
export function pageOf(setting: Setting, body: unknown, alsoIn?: WorkerLanguage): Markup {
  const { language, leaveTo, scripted } = setting
  const say = wordsIn(language)
  const also = alsoIn && html`<span lang="${alsoIn}" dir="${LANGUAGES[alsoIn].direction}">${wordsIn(alsoIn)('leave')}</span>`
  return html`<!doctype html>
<html lang="${language}" dir="${LANGUAGES[language].direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex, noarchive"><title>${say('title')}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${WORKER_PATH}page.css">${scripted && html`<script type="module" src="${WORKER_PATH}page.js"></script>`}</head>
<body><a class="leave" href="${leaveTo}" rel="noopener noreferrer"><span><span aria-hidden="true">✕</span> ${say('leave')}</span>${also}</a><main>${body}</main></body></html>
`
}

/** A form that is answered at the one address. The language goes with every request. */
export function form(language: WorkerLanguage, parts: unknown): Markup {
  return html`<form method="post" action="${WORKER_PATH}" autocomplete="off" novalidate><input type="hidden" name="language" value="${language}">${parts}</form>`
}

/** Fields nobody sees: what was said on other pages. */
export function hidden(fields: readonly (readonly [name: string, value: string])[]): Markup {
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}

/** A button that leads to a page or does what it says. */
export function button(go: string, text: string, look: 'main' | 'plain' | 'quiet' | 'grave' = 'main'): Markup {
  return html`<button name="go" value="${go}" class="${look}">${text}</button>`
}

/** A form of one button and the fields that go with it. */
export function lone(
  setting: Setting,
  go: string,
  text: string,
  look: 'main' | 'plain' | 'quiet' | 'grave' = 'plain',
  fields: readonly (readonly [string, string])[] = [],
): Markup {
  return form(setting.language, html`${hidden(fields)}${button(go, text, look)}`)
}

/** What went wrong; told at once to who listens. */
export function alarm(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : html`<p class="alarm" role="alert">${text}</p>`
}

/** How each sentence looks that the script may say: only what went wrong alarms. */
const NOTICES = { 'sealed-not': 'warn', failed: 'alarm', 'wait-text': 'note', 'wrongs-none': 'alarm' } as const

/** A sentence that waits in the page until the script says it. */
export function notice({ language }: Pick<Setting, 'language'>, key: keyof typeof NOTICES): Markup {
  return html`<p class="${NOTICES[key]}" data-when="${key}" role="alert" hidden>${wordsIn(language)(key)}</p>`
}

/** What the script says while it sends, and when that fails. */
export function notices(setting: Setting, bar?: Markup): Markup | undefined {
  if (!setting.scripted) return undefined
  const said = (['sealed-not', 'failed', 'wait-text'] as const).map((key) => notice(setting, key))
  return html`<p class="note" data-when="working" role="status" hidden>${wordsIn(setting.language)('working')}</p>${bar}${said}`
}

/** A heading that takes the focus when the page changes; `id` where it names a field. */
export function heading(text: string | Markup, id?: string): Markup {
  return html`<h1 tabindex="-1"${id && html` id="${id}"`}>${text}</h1>`
}

/** A heading, and where the page below it is read aloud (Q4). */
export function heard(setting: Setting, text: string | Markup, id?: string): Markup {
  return html`${heading(text, id)}${sound(setting)}`
}

/** Where a voice of the device may read the page aloud; `said`: where none does, the page says that there is only text. */
export function sound(setting: Setting, said = false): Markup | undefined {
  const say = wordsIn(setting.language)
  const only = said ? html`<p class="sound">${say('text-only')}</p>` : undefined
  if (!setting.scripted) return only
  const silent = said ? html`<span data-silent hidden>${say('silent')}</span>` : undefined
  return html`<p class="sound" data-sound>${silent}<button type="button" class="quiet" data-listen hidden>${say('listen')}</button></p>${only && html`<noscript>${only}</noscript>`}`
}

/** Codes as on a telephone card: four lines of four would break on reading, so four groups of four in a square. */
export function codeCard(code: string): Markup {
  const groups = code.match(/.{1,4}/g) ?? []
  return html`<p class="card" dir="ltr">${groups.map((group) => html`<span>${group}</span> `)}</p>`
}

/**
 * The day of a date or an instant in the words of a language, its digits those of the code. Hours are told to nobody: they would help to
 * find out who did what.
 */
export function day(iso: string, { language, timeZone }: Pick<Setting, 'language' | 'timeZone'>): Markup {
  const date = iso.length > 10 ? dateOf(iso, timeZone) : iso
  const tag = `${language === 'en' ? 'en-GB' : language}-u-ca-gregory-nu-latn`
  const said = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(date))
  return html`<time dir="${LANGUAGES[language].direction}" datetime="${date}">${said}</time>`
}

/** The local date of an instant, `YYYY-MM-DD`. */
export function dateOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant))
}

/** Words with parts of a page filled in, each by its name. */
export function filled(language: WorkerLanguage, key: WordKey, parts: Readonly<Record<string, Markup>>): Markup {
  const marked = Object.fromEntries(Object.keys(parts).map((name) => [name, `\0${name}\0`]))
  const pieces = wordsIn(language)(key, marked).split('\0')
  return html`${pieces.map((piece, at) => (at % 2 === 0 ? piece : parts[piece]))}`
}

/** The names of a body in Arabic and in Latin letters. */
export type BodyNames = Readonly<Record<'ar' | 'en', string>>

/** A body as the registry names it: in the language of the page where it has that, else in Arabic and in Latin letters. */
export function bodyNames({ language }: Pick<Setting, 'language'>, names: BodyNames): Markup {
  if (language === 'ar' || language === 'en') return html`<bdi>${names[language]}</bdi>`
  return html`<bdi lang="ar">${names.ar}</bdi> · <bdi lang="en">${names.en}</bdi>`
}

/** The number to call in danger; nothing where none is known. */
export function danger({ language, emergency }: Pick<Setting, 'language' | 'emergency'>): Markup | undefined {
  if (emergency === undefined) return undefined
  return html`<p class="danger">${filled(language, 'danger', { number: html`<a href="tel:${emergency}" dir="ltr">${emergency}</a>` })}</p>`
}

/** T40: a page that a code opens, as it is sent: filled up to the one length. Throws (a fault) when it is longer. */
export function openedPage(page: Markup): string {
  return `${textOf(page)}${FILLING.replace('filled', `filled${' '.repeat(Math.max(0, roomIn(page)))}`)}`
}
