import { html, type Markup } from './markup.ts'
import { alarm, button, day, filled, heard, hidden, lone, pageOf } from './parts.ts'
import { type Setting, WORKER_PATH } from './setting.ts'
import { wordsIn } from './words.ts'

/** The key of the lock, as it is shown. */
export interface ShownKey {
  readonly kid: string
  /** ISO instant. */
  readonly until: string
  /** Compact JWS in which the trust anchor names it. */
  readonly statement: string
}

/** Says plainly what is protected, what a hostile server could still do, and shows the key with the statement it stands in. */
export function protectedPage(setting: Setting, key: ShownKey | undefined): Markup {
  const say = wordsIn(setting.language)
  const shown =
    key === undefined
      ? html`<p>${say('key-none')}</p>`
      : html`<p>${say('key-print')}<br><bdi class="key" dir="ltr">${key.kid}</bdi></p><p>${filled(setting.language, 'key-valid', { date: day(key.until, setting) })}</p><details><summary>${say('statement')}</summary><p><bdi class="key" dir="ltr">${key.statement}</bdi></p></details>`
  return pageOf(
    setting,
    html`${heard(setting, say('protected'))}<ul class="told">${(['sealed', 'nothing-kept', 'code'] as const).map((what) => html`<li>${say(`protected.${what}`)}</li>`)}</ul><ul class="told warn">${(['server', 'device', 'person'] as const).map((what) => html`<li>${say(`protected.${what}`)}</li>`)}</ul><h2>${say('key')}</h2><p>${say('key-text')}</p>${shown}<div class="acts">${lone(setting, 'days', say('days'), 'quiet')}${lone(setting, 'start', say('back'), 'quiet')}</div>`,
  )
}

/** Where the signed list of a day is fetched. `last`: the last day that can have one; `missing`: a day that was asked for and has none. */
export function daysPage(setting: Setting, { last, missing }: { readonly last: string; readonly missing?: string }): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    html`${heard(setting, say('days'))}<p>${say('days-text')}</p>${alarm(missing === undefined ? undefined : say('days-none'))}<form method="post" action="${WORKER_PATH}" autocomplete="off" target="_blank" rel="noopener" data-plain>${hidden([['language', setting.language]])}<div class="field"><label for="date">${say('date')}</label><input id="date" name="date" type="date" value="${missing ?? last}" max="${last}" required dir="ltr"></div><div class="ways">${button('day', say('file'))}</div></form>${lone(setting, 'protected', say('back'), 'quiet')}`,
  )
}
