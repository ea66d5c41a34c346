/** A value of a nats-server configuration: text as it is written, a list, or a block. */
export type ConfValue = string | readonly ConfValue[] | ConfBlock

/** A block: its entries in the order they are written, keys in small letters as the server reads them. */
export interface ConfBlock {
  readonly entries: readonly ConfEntry[]
}

/** One entry of a block and the line where its key stands. */
export interface ConfEntry {
  readonly key: string
  readonly value: ConfValue
  readonly line: number
}

/** The text is no configuration of nats-server, or uses something that is not read here. */
export class ConfProblem extends Error {
  readonly line: number
  constructor(what: string, line: number) {
    super(`line ${line}: ${what}`)
    this.name = 'ConfProblem'
    this.line = line
  }
}

/** Whether a value is a block. */
export function isBlock(value: ConfValue | undefined): value is ConfBlock {
  return typeof value === 'object' && !Array.isArray(value)
}

const BETWEEN_ENTRIES = /[\s,;]/
const ENDS_KEY = /[\s:={}]/
const ENDS_TEXT = /[\s,;{}[\]]/

/**
 * Reads the text of a nats-server configuration file: `key: value`, `key = value`, `key value`, blocks, lists, comments.
 * Texts in several lines (in round brackets) are refused: nothing the bus needs is written so.
 * @throws ConfProblem naming the line
 */
export function parseConf(text: string): ConfBlock {
  let at = 0
  const line = (): number => text.slice(0, at).split('\n').length
  const fail = (what: string): never => {
    throw new ConfProblem(what, line())
  }
  const skip = (between: RegExp): void => {
    while (at < text.length) {
      if (between.test(text.charAt(at))) at += 1
      else if (text.charAt(at) === '#' || text.startsWith('//', at)) while (at < text.length && text.charAt(at) !== '\n') at += 1
      else return
    }
  }
  const quoted = (): string => {
    const quote = text.charAt(at)
    const end = text.indexOf(quote, at + 1)
    const inside = text.slice(at + 1, end)
    if (end < 0 || inside.includes('\n')) fail('a quoted text does not end')
    at = end + 1
    return inside
  }
  const bare = (ends: RegExp): string => {
    const from = at
    while (at < text.length && !ends.test(text.charAt(at))) at += 1
    if (at === from) fail(`“${text.charAt(at)}” is not expected here`)
    return text.slice(from, at)
  }
  const word = (ends: RegExp): string => (/["']/.test(text.charAt(at)) ? quoted() : bare(ends))
  const value = (): ConfValue => {
    const first = text.charAt(at)
    if (first === '{') {
      at += 1
      return block('}')
    }
    if (first === '(') fail('texts in round brackets are not read here')
    if (first !== '[') return word(ENDS_TEXT)
    at += 1
    const items: ConfValue[] = []
    for (skip(BETWEEN_ENTRIES); text.charAt(at) !== ']'; skip(BETWEEN_ENTRIES)) {
      if (at >= text.length) fail('a list does not end')
      items.push(value())
    }
    at += 1
    return items
  }
  const block = (end: string): ConfBlock => {
    const entries: ConfEntry[] = []
    for (skip(BETWEEN_ENTRIES); text.charAt(at) !== end; skip(BETWEEN_ENTRIES)) {
      if (at >= text.length) fail('a block does not end')
      const place = line()
      const key = word(ENDS_KEY).toLowerCase()
      skip(/[ \t]/)
      if (/[:=]/.test(text.charAt(at))) at += 1
      skip(/\s/)
      if (at >= text.length) fail(`“${key}” has no value`)
      entries.push({ key, value: value(), line: place })
    }
    at += 1
    return { entries }
  }
  return block('')
}
