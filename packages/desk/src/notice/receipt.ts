import {
  type Category,
  type ConsentReceipt,
  type ConsentView,
  type Grant,
  type Names,
  RECEIPT_LANGUAGES,
  type ReceiptLanguage,
} from '@ihala/contract'
import { evidenceOf } from '@ihala/policy'
import { RECEIPT_WORDS, type ReceiptWords } from './receipt-words.ts'

/** A body as a receipt names it. */
export interface Named {
  readonly entityId: string
  readonly names: Names
}

/** What a receipt is made of. */
export interface Receipted {
  readonly from: Named
  readonly to: Named
  /** What staff see of the grant as it was given. */
  readonly given: ConsentView
  /** What is left of the grant; null when the person took all of it back, or nobody can read it any more. */
  readonly grant: Grant | null
  /** IANA name, for days. */
  readonly timeZone: string
}

/** The language a receipt is written in, when none was asked: the one the person was told in, where there are words in it; else Arabic. */
export function receiptLanguage(told: string | null): ReceiptLanguage {
  return RECEIPT_LANGUAGES.find((language) => language === told) ?? 'ara'
}

/** C6: the record of what a person agreed to about one recipient, and the same in plain words. */
export function receiptOf(receipted: Receipted, language: ReceiptLanguage): ConsentReceipt {
  const { from, to, given, grant } = receipted
  const words = RECEIPT_WORDS[language]
  const record = recordOf(given, grant)
  const receipt = { ...record, from, to, language, direction: words.direction, title: words.title }
  return { ...receipt, text: linesOf(receipt, words, receipted.timeZone).join('\n') }
}

const NOWHERE = { kinds: [], categories: [], depth: 0 }

type Worded = 'from' | 'to' | 'language' | 'direction' | 'title' | 'text'

function recordOf(given: ConsentView, grant: Grant | null): Omit<ConsentReceipt, Worded> {
  const evidence = grant === null ? undefined : evidenceOf(grant.basis)
  // A holder to whom it was said keeps it in its row before the grant's own body has executed it.
  const left = grant === null ? [] : grant.categories.filter((category) => given.categories.includes(category))
  return {
    standard: 'ISO/IEC TS 27560:2023',
    record: grant?.jti ?? null,
    basis: given.basis,
    purposes: [...given.purposes],
    categories: left,
    takenBack: [...given.withdrawn],
    until: given.until,
    eraseAt: given.eraseAt,
    wayBack: grant !== null && given.wayBack && grant.wayBack,
    onward: grant === null ? NOWHERE : { ...grant.onward, categories: grant.onward.categories.filter((one) => left.includes(one)) },
    excluded: given.excluded.length,
    told:
      evidence === undefined
        ? null
        : {
            notice: {
              id: evidence.notice.id,
              version: evidence.notice.version,
              sha256: 'sha256' in evidence.notice ? evidence.notice.sha256 : null,
            },
            language: evidence.language,
            interpreter: evidence.interpreter,
            howGiven: evidence.howGiven,
            at: evidence.takenAt,
          },
    askAgainAt: grant?.basis.kind === 'incapacity' ? grant.basis.askAgainAt : null,
  }
}

/** The receipt in words, a line a thing. */
function linesOf(receipt: Omit<ConsentReceipt, 'text'>, words: ReceiptWords, timeZone: string): string[] {
  const { from, to, told, onward } = receipt
  const day = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone })
  const name = ({ names }: Named): string => (words.direction === 'rtl' ? names.ar : names.en)
  const lists = new Intl.ListFormat(words.locale, { type: 'conjunction' })
  const list = (all: readonly string[]): string => lists.format(all)
  const categories = (all: readonly Category[]): string => list(all.map((category) => words.category[category]))
  const say = (text: string, places: Readonly<Record<string, string>> = {}): string =>
    sentence(text, { from: name(from), to: name(to), ...places })
  const lines = [words.title, '', ...ground(receipt, words, say, day)]
  if (receipt.categories.length === 0) lines.push(say(words.nothing))
  else {
    lines.push(
      say(words.gets, { categories: categories(receipt.categories) }),
      say(words.purposes, { purposes: list(receipt.purposes.map((purpose) => words.purpose[purpose])) }),
      say(words.until, { until: day.format(new Date(receipt.until)) }),
      say(words.erase, { eraseAt: day.format(new Date(receipt.eraseAt)) }),
      say(receipt.wayBack ? words.back : words.noBack),
      onward.depth > 0 && onward.categories.length > 0
        ? say(words.onward, {
            categories: categories(onward.categories),
            kinds: list(onward.kinds.map((kind) => words.kind[kind] ?? kind)),
          })
        : say(words.noOnward),
    )
    if (onward.depth > 1 && onward.categories.length > 0) lines.push(say(words.further))
    if (receipt.takenBack.length > 0) lines.push(say(words.takenBack, { categories: categories(receipt.takenBack) }))
    if (receipt.excluded > 0) lines.push(say(words.excluded))
    lines.push('', say(words.how))
  }
  if (told !== null) {
    const { notice, language, interpreter, howGiven, at } = told
    lines.push(
      '',
      say(words.told, {
        at: day.format(new Date(at)),
        language: new Intl.DisplayNames([words.locale], { type: 'language' }).of(language) ?? language,
        notice: words.notice[notice.id] ?? notice.id,
        version: String(notice.version),
        interpreter: words.interpreter[interpreter],
        given: words.given[howGiven],
      }),
    )
  }
  return [...lines, '', words.keep]
}

/** Why it went, where the person alone did not say so. */
function ground(
  { basis, askAgainAt }: Pick<ConsentReceipt, 'basis' | 'askAgainAt'>,
  words: ReceiptWords,
  say: (text: string, places?: Readonly<Record<string, string>>) => string,
  day: Intl.DateTimeFormat,
): string[] {
  switch (basis) {
    case 'consent':
      return []
    case 'incapacity':
      return askAgainAt === null ? [] : [say(words.incapacity, { askAgainAt: day.format(new Date(askAgainAt)) })]
    case 'guardian':
    case 'statutory':
    case 'danger':
      return [say(words[basis])]
    default:
      return basis satisfies never
  }
}

/** A text with its places filled. Throws when one is not given: a hole in a person's paper is a fault of ours. */
function sentence(text: string, places: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const value = places[name]
    if (value === undefined) throw new Error(`a receipt without its ${name}`)
    return value
  })
}
