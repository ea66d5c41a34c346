import { ReportAnswer, ReportedWrong } from '@ihala/contract'
import { answerOf, type Draft, pageOfPages, questionOf, STEPS, type Step, stepFrom, TYPED, WRITTEN, writtenOn } from './draft.ts'
import { LANGUAGES, WORKER_LANGUAGES } from './languages.ts'
import { html, type Markup } from './markup.ts'
import { button, danger, filled, form, heading, heard, hidden, notice, notices, pageOf, sound } from './parts.ts'
import { SIGNS, WRONG_PICTURES } from './pictograms.ts'
import { type Setting, WORKER_PATH } from './setting.ts'
import { wordsIn } from './words.ts'

/** The first page: each language in its own script. */
export function languagesPage(setting: Setting): Markup {
  const choices = WORKER_LANGUAGES.map((tag) => {
    const { direction, name } = LANGUAGES[tag]
    const spoken = setting.scripted
      ? html`<button type="button" class="quiet" lang="${tag}" data-say="${name}" aria-label="${wordsIn(tag)('listen')}" hidden>${SIGNS.sound}</button>`
      : undefined
    return html`<li><button name="language" value="${tag}" lang="${tag}" dir="${direction}" class="plain">${name}</button>${spoken}</li>`
  })
  // No word of one language stands above the others: the sign for languages does.
  return pageOf(
    setting,
    html`<h1 class="sign" tabindex="-1" aria-label="${wordsIn(setting.language)('language')}">${SIGNS.languages}</h1><form method="post" action="${WORKER_PATH}" autocomplete="off"><input type="hidden" name="go" value="start"><ul class="languages">${choices}</ul></form>`,
    setting.language === 'en' ? 'ar' : 'en',
  )
}

/** What one can do here. */
export function startPage(setting: Setting): Markup {
  const { language } = setting
  const say = wordsIn(language)
  const choice = (go: string, sign: Markup, text: string, look: 'main' | 'plain' | 'quiet' = 'plain'): Markup =>
    html`<button name="go" value="${go}" class="${look} wide">${sign}<span>${text}</span></button>`
  return pageOf(
    setting,
    html`${heading(say('start'))}${danger(setting)}${form(
      language,
      html`<div class="stack">${choice('wrongs', SIGNS.tell, say('tell'), 'main')}${choice('code', SIGNS.code, say('return'))}${choice('protected', SIGNS.lock, say('protected'))}${choice('languages', SIGNS.languages, say('language'), 'quiet')}</div>`,
    )}<p>${say('free')}</p>${sound(setting, true)}`,
  )
}

/** What a page of a report says when it is shown again. */
export interface StepTrouble {
  readonly field: 'wrongs' | 'whom' | keyof typeof TYPED
}

/** One page of a report, with what was said on the others. On the first page stand all others too, for the script, which then sends nothing of them before they are sealed. */
export function stepPage(setting: Setting, step: Step, draft: Draft, trouble?: StepTrouble): Markup {
  const { language, scripted } = setting
  const whole = scripted && step === 'wrongs' ? STEPS.filter((other) => other !== 'wrongs') : []
  const rest = whole.length === 0 ? undefined : html`<template id="rest">${whole.map((other) => section(setting, other, draft))}</template>`
  return pageOf(
    setting,
    form(
      language,
      html`${hidden([['at', step], ...fieldsOf(draft, step)])}${calling(setting, draft, whole.length > 0)}${section(setting, step, draft, trouble)}${rest}`,
    ),
  )
}

/** Whoever says that somebody is in danger now reads at once whom to call; with all pages in one the script shows it. */
function calling(setting: Setting, { answers }: Draft, whole: boolean): Markup | undefined {
  const now = answers['in-danger-now'] === 'yes'
  if (!now && !whole) return undefined
  return html`<div data-danger role="alert"${now ? undefined : html` hidden`}>${danger(setting)}</div>`
}

/** All that was said but what this step asks, which its own fields say. */
export function fieldsOf(draft: Draft, step?: Step): (readonly [string, string])[] {
  return [
    ...(step === 'wrongs' ? [] : draft.wrongs.map((code) => ['wrong', code] as const)),
    // What a button says comes after what is hidden, and is what counts; who passes over a question keeps an earlier answer.
    ...(draft.about === undefined ? [] : [['about', draft.about] as const]),
    ...Object.entries(draft.answers).map(([question, answer]) => [`q-${question}`, answer] as const),
    ...WRITTEN.flatMap((field) => (field === step || draft[field] === '' ? [] : [[field, draft[field]] as const])),
  ]
}

function section(setting: Setting, step: Step, draft: Draft, trouble?: StepTrouble): Markup {
  const say = wordsIn(setting.language)
  const [before, after] = [stepFrom(step, -1), stepFrom(step, 1)]
  const { n, all } = pageOfPages(draft, step)
  // The script counts anew when a picture is chosen.
  const progress = filled(setting.language, 'progress', { n: html`<span data-n>${n}</span>`, all: html`<span data-all>${all}</span>` })
  const written = writtenOn(step)
  const forward = html`${step === 'wrongs' || written !== undefined ? button(after ?? 'over', say('next')) : undefined}${questionOf(step) === undefined && written === undefined ? undefined : button(after ?? 'over', say('skip'), 'quiet')}`
  return html`<section data-step="${step}"><p class="progress">${progress}</p>${heading(titleOf(step, say), written && `${written}-asked`)}${sound(setting)}${asked(setting, step, draft, trouble)}<div class="ways">${forward}${button(before ?? 'start', say('back'), 'quiet')}</div></section>`
}

function titleOf(step: Step, say: ReturnType<typeof wordsIn>): string {
  const question = questionOf(step)
  if (question !== undefined) return say(`q.${question}`)
  switch (step) {
    case 'wrongs':
      return say('wrongs')
    case 'whom':
      return say('whom')
    case 'place':
    case 'since':
    case 'story':
      return say(step)
    default:
      return say('over')
  }
}

function asked(setting: Setting, step: Step, draft: Draft, trouble: StepTrouble | undefined): Markup {
  const say = wordsIn(setting.language)
  const written = writtenOn(step)
  if (written !== undefined) return writes(setting, written, draft, trouble)
  const question = questionOf(step)
  if (question !== undefined) {
    const chosen = answerOf(draft, question)
    return html`<div class="answers">${ReportAnswer.enum.map((code) => choice(`q-${question}`, code, say(code), chosen === code))}</div>`
  }
  switch (step) {
    case 'wrongs':
      return html`<fieldset${trouble ? html` aria-describedby="none"` : undefined}><legend>${say('wrongs-hint')}</legend>${trouble ? html`<p class="alarm" id="none" role="alert">${say('wrongs-none')}</p>` : undefined}<div class="pictures">${ReportedWrong.enum.map(
        (code) =>
          html`<label><input type="checkbox" name="wrong" value="${code}"${draft.wrongs.includes(code) ? html` checked` : undefined}>${WRONG_PICTURES[code]}<span>${say(`wrong.${code}`)}</span></label>`,
      )}</div></fieldset>${setting.scripted ? notice(setting, 'wrongs-none') : undefined}`
    case 'whom':
      return html`<div class="answers">${(['me', 'somebody-else', 'many'] as const).map((code) => choice('about', code, say(`whom.${code}`), draft.about === code))}</div>`
    default:
      return over(setting, draft)
  }
}

/** An answer that is one press: the page after it comes at once. */
const choice = (name: string, value: string, text: string, chosen: boolean): Markup =>
  html`<button name="${name}" value="${value}" class="plain" aria-pressed="${chosen ? 'true' : 'false'}">${text}</button>`

/** Lines that a field shows at once. */
const ROWS = { place: 2, since: 1, story: 6 } as const

/** What somebody may write; its page asks for it. */
function writes({ language }: Setting, name: (typeof WRITTEN)[number], draft: Draft, trouble: StepTrouble | undefined): Markup {
  const say = wordsIn(language)
  const wrong = trouble?.field === name
  const hint = name === 'since' ? undefined : say(`${name}-hint`)
  const described = [hint === undefined ? [] : [`${name}-hint`], wrong ? [`${name}-wrong`] : []].flat().join(' ')
  return html`<div class="field">${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}${wrong ? html`<p class="alarm" id="${name}-wrong" role="alert">${say('too-long')}</p>` : undefined}<textarea id="${name}" name="${name}" rows="${ROWS[name]}" maxlength="${TYPED[name]}" aria-labelledby="${name}-asked"${described === '' ? undefined : html` aria-describedby="${described}"`}${wrong ? html` aria-invalid="true"` : undefined} spellcheck="false">
${draft[name]}</textarea></div>`
}

/** What was said, each line with a way to change it. The script writes into the same lines, by the name of the field. */
function over(setting: Setting, draft: Draft): Markup {
  const say = wordsIn(setting.language)
  const line = (field: string, step: Step, title: string, text: string): Markup =>
    html`<div class="line"><dt>${title}</dt><dd data-of="${field}">${text}</dd><dd><button name="go" value="${step}" class="quiet" aria-label="${say('change')}: ${title}">${say('change')}</button></dd></div>`
  const lines = [
    line('wrong', 'wrongs', say('wrongs'), draft.wrongs.map((code) => say(`wrong.${code}`)).join(' · ')),
    line('about', 'whom', say('whom'), draft.about === undefined ? say('nothing') : say(`whom.${draft.about}`)),
    ...STEPS.flatMap((step) => {
      const question = questionOf(step)
      if (question === undefined) return []
      const answer = answerOf(draft, question)
      return [line(step, step, say(`q.${question}`), answer === undefined ? say('nothing') : say(answer))]
    }),
    ...WRITTEN.map((name) => line(name, name, say(name), draft[name] === '' ? say('nothing') : draft[name])),
  ]
  return html`<dl class="over" data-nothing="${say('nothing')}">${lines}</dl>${sealing(setting)}<div class="ways">${button('send', say('send'))}</div>${notices(setting, html`<progress data-when="working" max="100" aria-label="${say('working')}" hidden></progress>`)}`
}

/** Where it is locked: said as it is. The script shows the other sentence when it is the script that sends. */
function sealing({ language, scripted }: Setting): Markup {
  const say = wordsIn(language)
  return html`<p class="warn" data-sealed="there">${say('sealed-there')}</p>${scripted ? html`<p class="note" data-sealed="here" hidden>${say('sealed-here')}</p>` : undefined}`
}

/** Too many at this moment: what was said stays on the page. It is no fault of theirs, so it is said calmly. */
export function waitPage(setting: Setting, fields: readonly (readonly [string, string])[], go: string): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    html`${heard(setting, say('wait'))}<div data-kept><p class="note" role="status">${say('wait-text')}</p></div>${form(setting.language, html`${hidden(fields)}${button(go, say('again'))}${setting.scripted ? notice(setting, 'failed') : undefined}`)}`,
  )
}
