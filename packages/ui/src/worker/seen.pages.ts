import { type BodyHolds, type Category, REPORT_MESSAGE_LENGTH, type ReportSeen, ReportStep } from '@ihala/contract'
import { html, type Markup } from './markup.ts'
import { bodyNames, button, bytesOf, dateOf, day, filled, form, heard, hidden, lone, notices, pageOf, roomIn } from './parts.ts'
import { DOORS } from './pictograms.ts'
import { codeField } from './receipt.pages.ts'
import type { Setting } from './setting.ts'
import { type WordKey, wordsIn } from './words.ts'

/** Where one comes back with a code. @param unknown what was typed and is no code of ours */
export function codePage(setting: Setting, unknown?: string): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    form(
      setting.language,
      html`${codeField(setting, 'code', say('code'), unknown === undefined ? undefined : { typed: unknown, said: say('code-unknown') })}<div class="ways">${button('open', say('open'))}${button('start', say('back'), 'quiet')}</div>`,
    ),
  )
}

/** What became of a report, for whoever holds its code. */
export interface SeenPage {
  readonly code: string
  readonly seen: ReportSeen
  /** What has just been done, or could not be. */
  readonly note?: 'sent' | 'taken-back' | 'identified' | 'closed-now'
  /** What was typed and is not taken any more; empty where it came sealed, and only the script has it. */
  readonly unsent?: string
  /** How much of the conversation was before what is shown of it; all of it unless told. */
  readonly before?: number
}

/** Status in four plain steps, questions and answers, who may see what, who looked, and what one can do. */
export function seenPage(setting: Setting, page: SeenPage): Markup {
  const { messages } = page.seen
  const end = Math.min(page.before ?? messages.length, messages.length)
  // T40: whatever was said, the newest of it fit into the one length; the ways to the rest count as if they were always there.
  let room = roomIn(around(setting, page, { said: [], earlier: messages.length, newer: true }))
  const said: Markup[] = []
  for (const message of messages.slice(0, end).reverse()) {
    const one = spoken(setting, message)
    room -= bytesOf(one)
    if (room < 0) break
    said.unshift(one)
  }
  return around(setting, page, { said, earlier: end - said.length, newer: end < messages.length })
}

/** As much of a conversation as is shown, how many messages there are before it, and whether there are any after it. */
interface Part {
  readonly said: readonly Markup[]
  readonly earlier: number
  readonly newer: boolean
}

function around(setting: Setting, { code, seen, note, unsent }: SeenPage, part: Part): Markup {
  const say = wordsIn(setting.language)
  const act = (go: string, text: string, look: 'quiet' | 'grave' = 'quiet'): Markup => lone(setting, go, text, look, [['code', code]])
  return pageOf(
    setting,
    html`${heard(setting, say('how-far'))}${note === undefined ? undefined : html`<p class="note" role="status">${say(note)}</p>`}${kept(setting, unsent)}${steps(setting, seen)}${
      seen.step === 'closed' && seen.hears ? notSoForm(setting, code) : undefined
    }${seen.withdrawn ? undefined : conversation(setting, code, part)}${
      seen.hears
        ? answerForm(
            setting,
            code,
            seen.messages.some(({ from }) => from === 'ministry'),
          )
        : html`${note !== 'closed-now' && html`<p class="note">${say('closed-now')}</p>`}${lone(setting, 'wrongs', say('anew'))}`
    }${doors(setting, seen)}${looks(setting, seen)}<div class="acts">${seen.hears && act('who', say(seen.identified ? 'who-again' : 'who'))}${
      seen.certificate ? act('certificate', say('certificate-title')) : undefined
    }${seen.withdrawn ? undefined : act('take-back', say('take-back'))}${lone(setting, 'start', say('finish'), 'quiet')}</div>`,
  )
}

/** The steps with their days. Of what is closed nothing is still to come: what was not reached is left out; what was taken back ends as that. */
function steps(setting: Setting, { step: now, steps: reached, outcome, contradicted, withdrawn }: ReportSeen): Markup {
  const say = wordsIn(setting.language)
  const lines = ReportStep.enum.map((step) => {
    const at = reached.find((one) => one.step === step)?.at
    if (now === 'closed' && at === undefined) return undefined
    const called = say(withdrawn && step === 'closed' ? 'outcome.withdrawn' : `step.${step}`)
    return html`<li${at && html` class="reached"`}${now === step ? html` aria-current="step"` : undefined}><strong>${called}</strong> <span>${at ? day(at, setting) : say('not-yet')}</span></li>`
  })
  return html`<ol class="steps">${lines}</ol>${outcome === null || withdrawn ? undefined : html`<p class="note">${say(`outcome.${outcome}`)}</p>`}${
    contradicted === null || now === 'closed' ? undefined : html`<p class="note">${say('contradicted')}</p>`
  }`
}

/** What was typed and is not taken any more, to be read and copied. */
function kept({ language }: Setting, unsent: string | undefined): Markup | undefined {
  if (unsent === undefined) return undefined
  return html`<div class="field"><label for="unsent">${wordsIn(language)('write')}</label><textarea id="unsent" rows="4" readonly>
${unsent}</textarea></div>`
}

function spoken(setting: Setting, { from, at, text }: ReportSeen['messages'][number]): Markup {
  const who = wordsIn(setting.language)(`from.${from}`)
  return html`<li class="${from}"><p class="who">${who} · ${day(at, setting)}</p><p dir="auto">${text}</p></li>`
}

function conversation(setting: Setting, code: string, { said, earlier, newer }: Part): Markup {
  const say = wordsIn(setting.language)
  const way = (text: string, before?: number): Markup =>
    lone(setting, 'open', text, 'quiet', [['code', code], ...(before === undefined ? [] : [['before', String(before)] as const])])
  const none = said.length === 0 && earlier === 0 && html`<p>${say('messages-none')}</p>`
  return html`<h2>${say('messages')}</h2>${none}${earlier > 0 && html`<p>${say('earlier')}</p>${way(say('show-earlier'), earlier)}`}<ul class="talk">${said}</ul>${newer && way(say('show-newest'))}`
}

/** A field for the answer; while nothing was asked, one to add something, folded away. */
function answerForm(setting: Setting, code: string, asked: boolean): Markup {
  const say = wordsIn(setting.language)
  const field = form(
    setting.language,
    html`${hidden([['code', code]])}<div class="field"><label for="message">${say(asked ? 'write' : 'add')}</label><textarea id="message" name="message" rows="4" maxlength="${REPORT_MESSAGE_LENGTH}" spellcheck="false"></textarea></div><div class="ways">${button('answer', say('send'))}</div>${notices(setting)}`,
  )
  return asked ? field : html`<details class="add"><summary>${say('add')}</summary>${field}</details>`
}

/** D8: what it was closed as is not so. Words may be added; they are sealed as an answer is. */
function notSoForm(setting: Setting, code: string): Markup {
  const say = wordsIn(setting.language)
  const field = html`<div class="field"><label for="not-so">${say('not-so-text')}</label><textarea id="not-so" name="message" rows="3" maxlength="${REPORT_MESSAGE_LENGTH}" spellcheck="false"></textarea></div>`
  return form(
    setting.language,
    html`${hidden([
      ['code', code],
      ['not-so', 'yes'],
    ])}${field}<div class="ways">${button('answer', say('not-so'), 'plain')}</div>${notices(setting)}`,
  )
}

/** How each category is called; what is said in two ways of the trade is one thing here. */
const CALLED: Readonly<Record<Category, WordKey>> = {
  need: 'category.need',
  identity: 'holds.who',
  contact: 'category.reach',
  'safe-contact': 'category.reach',
  health: 'category.health',
  employment: 'category.employment',
  testimony: 'holds.told',
  documents: 'category.documents',
  family: 'category.family',
  exposure: 'category.exposure',
  progress: 'category.progress',
}

/** C9: each body once, and under it what it may see, what it must erase, and what stays. */
function doors(setting: Setting, { holders, withdrawn }: Pick<ReportSeen, 'holders' | 'withdrawn'>): Markup | undefined {
  const say = wordsIn(setting.language)
  if (holders.length === 0) return withdrawn ? html`<p>${say('holders-none')}</p>` : undefined
  const bodies = Map.groupBy(holders, ({ names }) => `${names.ar} ${names.en}`)
  return html`<h2>${say('holders')}</h2>${[...bodies.values()].map(
    (lines) =>
      html`<section class="doors">${lines.map((line, at) => html`${at === 0 ? html`<h3>${bodyNames(setting, line.names)}</h3>` : undefined}${line.stands === 'holds' ? open(setting, line) : left(setting, line)}`)}</section>`,
  )}`
}

/** What each of the two doors opens to. */
const BEHIND = { told: 'testimony', who: 'identity' } as const satisfies Readonly<Record<string, Category>>

/** What a body may see: two doors, what else it has in words, and until when. */
function open(setting: Setting, { categories, own, until }: BodyHolds): Markup {
  const say = wordsIn(setting.language)
  const behind = (['told', 'who'] as const).map((what) => ({ what, is: categories.includes(BEHIND[what]) }))
  const rest = categories.filter((category) => category !== BEHIND.told && category !== BEHIND.who)
  return html`<ul>${behind.map(
    ({ what, is }) =>
      html`<li>${is ? DOORS.open : DOORS.shut}<span>${say(`holds.${what}`)}: ${say(is ? 'door.open' : 'door.shut')}</span></li>`,
  )}</ul>${things(setting, { categories: rest, own }, `: ${say('door.open')}`)}${until === null ? undefined : html`<p>${filled(setting.language, 'key-until', { date: day(until, setting) })}</p>`}`
}

/** What a body has still, or had, of what was taken back. */
function left(setting: Setting, { categories, own, stands, until }: BodyHolds): Markup {
  const say = wordsIn(setting.language)
  const date = until === null ? undefined : { date: day(until, setting) }
  const told = date === undefined ? say('holder.telling') : filled(setting.language, 'holder.told', date)
  const how = {
    copy: say('holder.copy'),
    'told-to-erase': told,
    erased: say('holder.erased'),
    'kept-by-law': date === undefined ? undefined : filled(setting.language, 'holder.kept', date),
    holds: undefined,
  }[stands]
  return html`<p>${how}</p>${things(setting, { categories, own })}`
}

function things(setting: Setting, { categories, own }: Pick<BodyHolds, 'categories' | 'own'>, end = ''): Markup | undefined {
  const say = wordsIn(setting.language)
  const called = new Set<WordKey>([...categories.map((category) => CALLED[category]), ...(own ? (['category.own'] as const) : [])])
  return called.size === 0 ? undefined : html`<ul class="things">${[...called].map((key) => html`<li>${say(key)}${end}</li>`)}</ul>`
}

/** Most days and roles that are told: as many as have room beside any conversation. */
const LOOKS = 20

/** Who looked, each role once a day. A reading of which no role was written down is told as the step is: the two never contradict each other. */
function looks(setting: Setting, seen: Pick<ReportSeen, 'looks' | 'steps' | 'withdrawn'>): Markup {
  const say = wordsIn(setting.language)
  // No hour is told, so that who looked twice a day stands here once.
  const told = new Map(seen.looks.map((look) => [`${look.role} ${dateOf(look.at, setting.timeZone)}`, look]))
  const lines = [...told.values()].slice(0, LOOKS)
  const read = seen.steps.find(({ step }) => step === 'read')?.at
  const unwritten = read !== undefined && lines.every(({ at }) => dateOf(at, setting.timeZone) > dateOf(read, setting.timeZone))
  const line = (who: WordKey, at: string): Markup => html`<li>${say(who)} · ${day(at, setting)}</li>`
  const all = [...lines.map(({ at, role }) => line(`role.${role}`, at)), ...(unwritten ? [line('step.read', read)] : [])]
  const none = html`<p>${say(seen.withdrawn ? 'looks-nobody' : 'looks-none')}</p>`
  return html`<h2>${say('looks')}</h2>${all.length === 0 ? none : html`<ul class="looks">${all}</ul>`}`
}

/** T40: what a duress code opens: an ordinary question with its answer, and nothing that would tell that there is more. */
export function decoyPage(setting: Setting): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    html`${heard(setting, say('messages'))}<ul class="talk"><li class="you"><p class="who">${say('from.you')}</p><p>${say('decoy.asked')}</p></li><li class="ministry"><p class="who">${say('from.ministry')}</p><p>${say('decoy.answered')}</p></li></ul><div class="acts">${lone(setting, 'start', say('finish'), 'quiet')}</div>`,
  )
}

/** What taking back does, one short sentence each. */
const TAKEN_BACK = ['unreadable', 'help', 'erase', 'law', 'proven'] as const

/** The second of two taps. */
export function takeBackPage(setting: Setting, code: string): Markup {
  const say = wordsIn(setting.language)
  return pageOf(
    setting,
    html`${heard(setting, say('take-back'))}<p class="warn"><strong>${say('take-back.final')}</strong></p><ul>${TAKEN_BACK.map((what) => html`<li>${say(`take-back.${what}`)}</li>`)}</ul>${form(
      setting.language,
      html`${hidden([['code', code]])}<div class="ways">${button('withdraw', say('take-back-yes'), 'grave')}${button('open', say('back'), 'quiet')}</div>`,
    )}`,
  )
}
