import { type ReporterIdentity, Sex } from '@ihala/contract'
import { html, type Markup } from './markup.ts'
import { alarm, type BodyNames, bodyNames, button, filled, form, heard, hidden, pageOf } from './parts.ts'
import type { Setting } from './setting.ts'
import { wordsIn } from './words.ts'

/** The pages on which somebody says who they are, in their order: each asks one thing. */
export const WHO_STEPS = ['who', 'who-sex', 'who-telephone', 'who-call'] as const
export type WhoStep = (typeof WHO_STEPS)[number]

/** What was said on them so far, as it was typed; like all else it goes round through the page. */
export interface WhoTyped {
  readonly code: string
  readonly name: string
  readonly sex: ReporterIdentity['sex']
  readonly telephone: string
}

/** What every number begins with, shown by the country of the first deployment. */
const EXAMPLE = '+974…'

/** A6: who they are, by their own wish alone, and to whom it goes. What is not the name can be passed over by one press. */
export function whoPage(setting: Setting, step: WhoStep, typed: WhoTyped, body: BodyNames, wrong = false): Markup {
  const say = wordsIn(setting.language)
  const { name, telephone } = typed
  const rest = (but?: keyof WhoTyped) => hidden(whoFields(typed).filter(([field]) => field !== but))
  const told = { body: bodyNames(setting, body) }
  const invalid = wrong ? html` aria-invalid="true"` : undefined
  const back = (to: string): Markup => button(to, say('back'), 'quiet')
  // What a button says comes after what is hidden, and is what counts.
  const to = (next: string) => hidden([['go', next]])
  const choice = (field: string, value: string, text: string): Markup =>
    html`<button name="${field}" value="${value}" class="plain">${text}</button>`
  switch (step) {
    case 'who':
      return pageOf(
        setting,
        html`${heard(setting, say('who'))}<p>${filled(setting.language, 'who-text', told)}</p>${alarm(wrong ? say('name-wrong') : undefined)}${form(
          setting.language,
          html`${rest('name')}<div class="field"><label for="name">${say('name')}</label><input id="name" name="name" maxlength="200" autocomplete="off" dir="auto" value="${name}"${invalid}></div><div class="ways">${button('who-sex', say('next'))}${back('open')}</div>`,
        )}`,
      )
    case 'who-sex':
      return pageOf(
        setting,
        html`${heard(setting, say('sex'))}${form(
          setting.language,
          html`${rest('sex')}${to('who-telephone')}<div class="answers">${Sex.enum.map((sex) => choice('sex', sex, say(`sex.${sex}`)))}</div><div class="ways">${back('who')}</div>`,
        )}`,
      )
    case 'who-telephone':
      // What the button to pass over it says comes after the field: no number goes, whatever stands in it.
      return pageOf(
        setting,
        html`${heard(setting, say('telephone'), 'telephone-asked')}${form(
          setting.language,
          html`${rest('telephone')}${to('identify')}<p class="${wrong ? 'alarm' : 'hint'}" id="telephone-hint"${wrong ? html` role="alert"` : undefined}>${say('telephone-hint', { example: EXAMPLE })}</p><div class="field"><input id="telephone" name="telephone" type="tel" inputmode="tel" maxlength="40" autocomplete="off" dir="ltr" aria-labelledby="telephone-asked" aria-describedby="telephone-hint" value="${telephone}"${invalid}></div><div class="ways">${button('who-call', say('next'))}<button name="telephone" value="" class="quiet">${say('skip')}</button>${back('who-sex')}</div>`,
        )}`,
      )
    case 'who-call':
      return pageOf(
        setting,
        html`${heard(setting, filled(setting.language, 'may-call', told))}<p><bdi dir="ltr">${telephone}</bdi></p><p class="warn">${say('may-call-safe')}</p>${form(
          setting.language,
          html`${rest()}${to('identify')}<div class="answers">${(['yes', 'no'] as const).map((call) => choice('call', call, say(call)))}</div><div class="ways">${back('who-telephone')}</div>`,
        )}`,
      )
    default:
      return step satisfies never
  }
}

/** What was said of who somebody is, in the fields of a form. */
export function whoFields({ code, name, sex, telephone }: WhoTyped): readonly (readonly [string, string])[] {
  return [
    ['code', code],
    ['name', name],
    ['sex', sex],
    ['telephone', telephone],
  ]
}
