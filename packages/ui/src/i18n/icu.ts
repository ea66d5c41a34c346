import { onFirstUse } from './calendar.ts'

/** What is put into a text: numbers are written in the reader's digits where the text says so, strings as they are. */
export type MessageValues = Readonly<Record<string, string | number>>

/** A text with what is put into it. @throws where a value is missing, or a plural is asked of what is no number */
export type Message = (values: MessageValues) => string

/** One piece of a text; `count` is the number of the plural around it. */
type Piece = (values: MessageValues, count: number) => string

/**
 * Reads texts in the part of ICU MessageFormat 1 that the catalogues are written in: `{name}`, `{name, number}` and
 * `{name, plural, =0 {…} one {# …} other {…}}`, one within the other. The whole of ICU weighs some ten times as
 * much; a test holds every text of both languages to what that one makes of it.
 * @param tag BCP 47 tag of the reader: it says which plural forms there are and how digits look
 */
export function messagesIn(tag: string): (text: string) => Message {
  const numbers = onFirstUse(() => new Intl.NumberFormat(tag))
  const plurals = onFirstUse(() => new Intl.PluralRules(tag))
  return (text) => messageFrom(text, { numbers, plurals })
}

interface Formats {
  readonly numbers: () => Intl.NumberFormat
  readonly plurals: () => Intl.PluralRules
}

/** @throws where the text is no message */
function messageFrom(text: string, { numbers, plurals }: Formats): Message {
  let at = 0
  const fault = (): Error => new Error(`no message at ${at}: ${text}`)
  const next = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    at += found?.length ?? 0
    return found
  }
  const needed = (pattern: RegExp): string => {
    const found = next(pattern)
    if (found === undefined) throw fault()
    return found
  }
  const argument = (): Piece => {
    const name = needed(NAME)
    if (next(CLOSE)) return (values) => String(given(values, name))
    if (next(NUMBER)) return (values) => numbers().format(numberOf(values, name))
    needed(PLURAL)
    const forms = new Map<string, Piece>()
    while (!next(CLOSE)) {
      const form = needed(FORM).trim()
      needed(OPEN)
      forms.set(form, pieces(true))
      needed(CLOSE)
    }
    const other = forms.get('other')
    if (!other) throw fault()
    return (values) => {
      const count = numberOf(values, name)
      return (forms.get(`=${count}`) ?? forms.get(plurals().select(count)) ?? other)(values, count)
    }
  }
  const pieces = (counted: boolean): Piece => {
    const all: Piece[] = []
    for (;;) {
      const plain = next(counted ? PLAIN_COUNTED : PLAIN)
      if (plain !== undefined) all.push(() => plain)
      else if (next(OPEN)) all.push(argument())
      else if (counted && next(COUNT)) all.push((_values, count) => numbers().format(count))
      else return (values, count) => all.map((piece) => piece(values, count)).join('')
    }
  }
  const whole = pieces(false)
  if (at < text.length) throw fault()
  return (values) => whole(values, Number.NaN)
}

const NAME = /\s*\w+\s*/y
const OPEN = /\{/y
const CLOSE = /\s*\}/y
const NUMBER = /,\s*number\s*\}/y
const PLURAL = /,\s*plural\s*,/y
const FORM = /\s*(?:=\d+|zero|one|two|few|many|other)\s*/y
const COUNT = /#/y
// An ASCII apostrophe quotes in ICU; the catalogues write ’ and need no quoting.
const PLAIN = /[^{}']+/y
const PLAIN_COUNTED = /[^{}'#]+/y

function given(values: MessageValues, name: string): string | number {
  const value = values[name.trim()]
  if (value === undefined) throw new Error(`a text lacks its ${name}`)
  return value
}

function numberOf(values: MessageValues, name: string): number {
  const value = given(values, name)
  if (typeof value !== 'number') throw new Error(`${name} is no number`)
  return value
}
