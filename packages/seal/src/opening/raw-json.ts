import { isUtf8 } from 'node:buffer'

/** Why bytes are not one unambiguous JSON value. */
export type RawJsonFault = 'utf-8' | 'syntax' | 'escaped-key' | 'duplicate-key' | 'proto-key' | 'depth' | 'surrogate' | 'number'

/** Deepest nesting of objects and arrays that is read. */
export const DEPTH_LIMIT = 32

/** A decoded JSON text; not yet known to be unambiguous. */
export interface RawJson {
  readonly text: string
  readonly value: unknown
}

/** Decodes UTF-8 and parses JSON. Returns the fault when the bytes are neither. */
export function parseRawJson(bytes: Uint8Array): RawJson | RawJsonFault {
  if (!isUtf8(bytes)) return 'utf-8'
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  try {
    return { text, value: JSON.parse(text) }
  } catch {
    return 'syntax'
  }
}

/** Index of the quote that closes the string opened at `open`. The text is known to be valid JSON. */
function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1)
  for (;;) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Two readers must get the same number: finite, and whole numbers exact (RFC 7493 §2.2). */
function isExact(token: string): boolean {
  const value = Number(token)
  return Number.isFinite(value) && (/[.eE]/.test(token) || Number.isSafeInteger(value))
}

/** Says whether a JSON string with escapes has no half of a surrogate pair. */
function isWellFormed(literal: string): boolean {
  const string: string = JSON.parse(literal)
  return string.isWellFormed()
}

/**
 * Finds what could make two readers of one signed text see different values: a key twice in one object, a key written with
 * escapes (V8 misreads some of them: nodejs/node#63785; no key of the network needs one), `__proto__`, half a surrogate pair, a number that is not exact, nesting past `DEPTH_LIMIT`. `text` must already have been
 * parsed as JSON: the grammar is not checked again. Returns undefined when there is nothing.
 */
export function ambiguityIn(text: string): Exclude<RawJsonFault, 'utf-8' | 'syntax'> | undefined {
  // One entry for each open bracket: the keys of an object, undefined for an array.
  const open: (Set<string> | undefined)[] = []
  let keyNext = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{' || character === '[') {
      if (open.length === DEPTH_LIMIT) return 'depth'
      open.push(character === '{' ? new Set() : undefined)
      keyNext = character === '{'
    } else if (character === '}' || character === ']') {
      open.pop()
      keyNext = false
    } else if (character === ',') {
      keyNext = open.at(-1) !== undefined
    } else if (character === '"') {
      const end = closingQuote(text, at)
      const raw = text.slice(at + 1, end)
      const escaped = raw.includes('\\')
      if (keyNext) {
        const keys = open.at(-1)
        if (escaped) return 'escaped-key'
        if (raw === '__proto__') return 'proto-key'
        if (keys?.has(raw)) return 'duplicate-key'
        keys?.add(raw)
        keyNext = false
      } else if (escaped && !isWellFormed(text.slice(at, end + 1))) {
        return 'surrogate'
      }
      at = end
    } else if (character === '-' || (character !== undefined && character >= '0' && character <= '9')) {
      NUMBER.lastIndex = at
      const token = NUMBER.exec(text)?.[0] ?? ''
      if (!isExact(token)) return 'number'
      at += token.length - 1
    }
  }
  return undefined
}

/** Parses bytes as one unambiguous JSON object. Returns the fault otherwise. */
export function parseStrictObject(bytes: Uint8Array): Record<string, unknown> | RawJsonFault {
  const raw = parseRawJson(bytes)
  if (typeof raw === 'string') return raw
  const fault = ambiguityIn(raw.text)
  if (fault !== undefined) return fault
  return isObject(raw.value) ? raw.value : 'syntax'
}

/** Says whether a parsed JSON value is an object (not null, not an array). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
