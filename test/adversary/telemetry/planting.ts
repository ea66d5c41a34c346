import type { Operation } from '../http/contract-of.ts'
import { PLANTED, type Wire } from '../http/mutations.ts'
import type { Json } from '../http/skeleton.ts'
import type { Identifier } from './identifiers.ts'

/** Puts identifiers into requests, one after the other, so that each has its turn in each of its forms. */
export interface Planter {
  /** The request with identifiers wherever it has room for a text, or the mark of what does not belong. */
  readonly into: (operation: Operation, wire: Wire) => Wire
  /** The next one, as it is written this time. */
  readonly next: () => string
  /** How many of them stood in some request. */
  readonly used: () => number
}

const TRIES = 4

/** Plants these. */
export function planterOf(identifiers: readonly Identifier[]): Planter {
  let turn = 0
  const used = new Set<Identifier>()
  const next = (fits: (text: string) => boolean = () => true): string | undefined => {
    for (let tries = 0; tries < identifiers.length; tries += 1) {
      const round = Math.floor(turn / identifiers.length)
      const identifier = identifiers[turn % identifiers.length]
      turn += 1
      const text = identifier?.forms[round % identifier.forms.length]
      if (identifier === undefined || text === undefined || !fits(text)) continue
      used.add(identifier)
      return text
    }
    return undefined
  }
  const any = (): string => next() ?? ''
  // A header is Latin; whoever says more has to encode it.
  const latin = (): string => next((text) => /^[\x20-\x7e]+$/.test(text)) ?? ''

  const inBody = ({ allowsBody }: Operation, body: Json): Json => {
    let planted = body
    for (const path of textsIn(body)) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const tried = withText(planted, path, any())
        if (!allowsBody(tried)) continue
        planted = tried
        break
      }
    }
    return planted
  }
  return {
    next: any,
    used: () => used.size,
    into: (operation, wire) => {
      const marked = (text: string, write: (text: string) => string, pick: () => string): string =>
        text.includes(PLANTED) ? text.replaceAll(PLANTED, write(pick())) : text
      const asJson = (text: string): string => JSON.stringify(text).slice(1, -1)
      const planted = wire.body !== undefined && operation.allowsBody(wire.body) ? inBody(operation, wire.body) : wire.body
      const meant = planted === undefined || planted === wire.body ? wire.payload : JSON.stringify(planted)
      const payload = typeof meant === 'string' ? marked(meant, asJson, any) : meant
      return {
        ...wire,
        ...(planted === undefined ? {} : { body: planted }),
        ...(payload === undefined ? {} : { payload }),
        url: marked(wire.url, encodeURIComponent, any),
        headers: {
          ...Object.fromEntries(Object.entries(wire.headers).map(([name, value]) => [name, marked(value, (text) => text, latin)])),
          'user-agent': latin(),
          referer: `https://elsewhere.example/?q=${encodeURIComponent(any())}`,
          'x-request-id': latin(),
          baggage: `person=${encodeURIComponent(any())}`,
        },
      }
    },
  }
}

type Path = readonly (string | number)[]

function textsIn(value: Json, path: Path = []): Path[] {
  if (typeof value === 'string') return [path]
  if (Array.isArray(value)) return value.flatMap((one: Json, at) => textsIn(one, [...path, at]))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, one]) => textsIn(one, [...path, name]))
  return []
}

function withText(value: Json, path: Path, text: string): Json {
  const [head, ...tail] = path
  if (head === undefined) return text
  if (Array.isArray(value)) return value.map((one: Json, at) => (at === head ? withText(one, tail, text) : one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === head ? withText(one, tail, text) : one]))
}
