import { LANGUAGES } from './languages.ts'
import { html, type Markup } from './markup.ts'
import { type BodyNames, bodyNames, button, codeCard, day, filled, form, heard, hidden, lone, pageOf, sound } from './parts.ts'
import { qrPicture } from './qr.ts'
import { type Setting, WORKER_PATH } from './setting.ts'
import { wordsIn } from './words.ts'

/** What somebody gets for a report. */
export interface Receipt {
  /** 16 digits. */
  readonly code: string
  /** Compact JWS: that something was filed today (c1). */
  readonly statement: string
}

const fieldsOf = ({ code, statement }: Receipt) =>
  [
    ['code', code],
    ['statement', statement],
  ] as const

/** The code, what it is for, what can betray it, and a way to the proof of the day for whoever wants it. */
export function receiptPage(setting: Setting, receipt: Receipt): Markup {
  const { code } = receipt
  const say = wordsIn(setting.language)
  const [right, decoy] = [code.slice(-2), String(Number(code.slice(-2)) + 1).padStart(2, '0')]
  // Digits in the midst of a sentence of any direction stay in their order by themselves.
  return pageOf(
    setting,
    html`${heard(setting, say('receipt'))}${codeCard(code)}<p><strong>${say('receipt-keep')}</strong></p><p class="warn">${say('receipt-paper')}</p><p class="unprinted">${say('receipt-decoy', { right, decoy })}</p>${form(
      setting.language,
      html`${hidden(fieldsOf(receipt))}<div class="choices">${button('type', say('kept'))}<p class="hint">${say('kept-why')}</p>${button('done', say('memorised'), 'quiet')}<p class="hint">${say('memorised-why')}</p></div>`,
    )}${lone(setting, 'proof', say('proof'), 'quiet', fieldsOf(receipt))}`,
  )
}

/** T40: the proof of the day, on a page of its own: neither a screen nor a paper nor a file has it together with the code. */
export function proofPage(setting: Setting, receipt: Receipt): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    html`${heard(setting, say('proof'))}<p>${say('proof-text')}</p>${qrPicture(receipt.statement, say('proof'))}${ways(setting, receipt.code)}${lone(setting, 'show', say('back'), 'quiet', fieldsOf(receipt))}`,
  )
}

/**
 * On paper, where the script can print, and as a file, which the browser keeps where its owner says. The file comes in a window of its own:
 * should it not come, the code is still here.
 */
function ways({ language }: Setting, code: string): Markup {
  const say = wordsIn(language)
  return html`<p class="hint unprinted">${say('file-lies')}</p><div class="ways"><button type="button" class="quiet" data-print hidden>${say('print')}</button><form method="post" action="${WORKER_PATH}file" target="_blank" rel="noopener" data-plain>${hidden([['code', code]])}<button class="quiet">${say('file')}</button></form></div>`
}

/** The code is typed before one goes on: who cannot, still has it one press away. @param wrong what was typed and is not the code */
export function retypePage(setting: Setting, receipt: Receipt, wrong?: string): Markup {
  const say = wordsIn(setting.language)
  const trouble = wrong === undefined ? undefined : { typed: wrong, said: say('retype-wrong') }
  return pageOf(
    setting,
    form(
      setting.language,
      html`${hidden(fieldsOf(receipt))}${codeField(setting, 'again', say('retype'), trouble)}<div class="ways">${button('check', say('next'))}${button('show', say('show-again'), trouble ? 'plain' : 'quiet')}${trouble ? undefined : button('done', say('memorised'), 'quiet')}</div>`,
    ),
  )
}

/** A code that is not the right one, and what is said of it. */
interface WrongCode {
  readonly typed: string
  readonly said: string
}

/** A page with one field for a code, which is its heading too. What was typed stays, to be looked at digit by digit. */
export function codeField(setting: Setting, name: 'code' | 'again', title: string, wrong?: WrongCode): Markup {
  const say = wordsIn(setting.language)
  return html`<h1 tabindex="-1"><label for="${name}">${title}</label></h1>${sound(setting)}<p class="hint" id="${name}-hint">${say('code-hint')}</p>${wrong === undefined ? undefined : html`<p class="alarm" id="${name}-wrong" role="alert">${wrong.said}</p>`}<input id="${name}" name="${name}" class="code" value="${wrong?.typed}" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="60" aria-describedby="${name}-hint${wrong === undefined ? '' : ` ${name}-wrong`}"${wrong === undefined ? undefined : html` aria-invalid="true"`}>`
}

/** All is done; nothing of it is on this page. */
export function donePage(setting: Setting): Markup {
  const say = wordsIn(setting.language)
  return pageOf(setting, html`${heard(setting, say('done'))}<p>${say('done-text')}</p>${lone(setting, 'start', say('finish'))}`)
}

/** R-3: the certificate, in Arabic and in the language of whoever asks. It tells no story and no name. */
export function certificatePage(
  setting: Setting,
  { code, date, statement, body }: { readonly code: string; readonly date: string; readonly statement: string; readonly body: BodyNames },
): Markup {
  const say = wordsIn(setting.language)
  const languages = setting.language === 'ar' ? (['ar'] as const) : (['ar', setting.language] as const)
  const texts = languages.map((language) => {
    const words = wordsIn(language)
    const told = { date: day(date, { ...setting, language }), body: bodyNames({ language }, body) }
    return html`<section lang="${language}" dir="${LANGUAGES[language].direction}"><h2>${words('certificate-title')}</h2><p>${filled(language, 'certificate-text', told)}</p><p>${words('certificate-check')}</p></section>`
  })
  return pageOf(
    setting,
    html`${heard(setting, say('certificate-title'))}<article class="paper">${texts}${qrPicture(statement, say('proof'))}</article>${ways(setting, code)}${lone(setting, 'open', say('back'), 'quiet', [['code', code]])}`,
  )
}
