import type { Json } from './skeleton.ts'

/** What no answer may repeat: it stands in every value that is put where it does not belong. */
export const PLANTED = 'Zeinab-Planted-66017731'

/** A request as it goes over the wire, but for who sends it. */
export interface Wire {
  /** What was done to it, in words, for the report. */
  readonly what: string
  readonly url: string
  readonly payload?: string | Buffer
  readonly headers: Readonly<Record<string, string>>
  /** The body as it was meant, where it is JSON that a schema can judge. */
  readonly body?: Json
  /** JSON Pointer of the one place that is wrong. */
  readonly at?: string
  /** Something that no schema allows: it has to be refused. */
  readonly broken: boolean
}

type Path = readonly (string | number)[]
/** The values that may stand anywhere and belong nowhere. */
const ALIEN: readonly { readonly what: string; readonly value: Json }[] = [
  { what: 'null', value: null },
  { what: 'a number', value: -1 },
  { what: 'a huge number', value: 2 ** 53 },
  { what: 'a number with a fraction', value: 1.5 },
  { what: 'a number beyond all', value: 1e308 },
  { what: 'true', value: true },
  { what: 'a text', value: PLANTED },
  { what: 'no text', value: '' },
  { what: 'a text with NUL', value: `${PLANTED}\u0000` },
  { what: 'a text with signs of control', value: `\u001b[2J\u202e${PLANTED}\r\n` },
  { what: 'half a sign', value: `${PLANTED}\ud800` },
  { what: 'a long text', value: PLANTED.repeat(400) },
  { what: 'a list', value: [PLANTED] },
  { what: 'a long list', value: Array.from({ length: 600 }, (_, at) => `${PLANTED}${at}`) },
  { what: 'an object', value: { [PLANTED]: PLANTED } },
  { what: 'a language that is none', value: 'zxx' },
  { what: 'a query', value: `'; drop table kit.staff; -- ${PLANTED}` },
  { what: 'a date that is none', value: '2026-02-30' },
  { what: 'another id', value: '00000000-0000-4000-8000-000000000000' },
]

/** Every body that differs from this one in one place. */
export function wrongBodies(body: Json): { readonly what: string; readonly at: string; readonly body: Json }[] {
  return placesIn(body).flatMap((path) => {
    const at = pointer(path)
    const here = valueAt(body, path)
    const alien = ALIEN.map(({ what, value }) => ({ what: `${at || '/'} is ${what}`, at, body: withValue(body, path, value) }))
    const missing = path.length > 0 && typeof path.at(-1) === 'string' ? [{ what: `${at} is missing`, at, body: without(body, path) }] : []
    const more = isObject(here)
      ? [{ what: `${at}/undeclared is there`, at: `${at}/undeclared`, body: withValue(body, [...path, 'undeclared'], PLANTED) }]
      : []
    const twice =
      Array.isArray(here) && here.length > 0 ? [{ what: `${at} repeats itself`, at, body: withValue(body, path, [...here, here[0]]) }] : []
    return [...alien, ...missing, ...more, ...twice]
  })
}

/** Bodies that no JSON of a schema is: bytes as they are. */
export function brokenBodies(body: Json): { readonly what: string; readonly payload: string | Buffer; readonly type?: string }[] {
  const text = JSON.stringify(body)
  const opened = text.startsWith('{') && text.length > 2 ? `${text.slice(1)}` : '}'
  const comma = opened === '}' ? '' : ','
  const deep = 60_000
  return [
    { what: 'no body', payload: '' },
    { what: 'half a body', payload: text.slice(0, -1) },
    { what: '__proto__', payload: `{"__proto__":{"planted":"${PLANTED}"}${comma}${opened}` },
    { what: 'constructor.prototype', payload: `{"constructor":{"prototype":{"planted":"${PLANTED}"}}${comma}${opened}` },
    { what: 'a name that is a value', payload: `{"${PLANTED}":1${comma}${opened}` },
    { what: 'bytes that are no UTF-8', payload: Buffer.concat([Buffer.from('{"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('":1}')]) },
    { what: 'UTF-16', payload: Buffer.from(text, 'utf16le') },
    { what: 'a list', payload: '[]' },
    { what: 'a text', payload: `"${PLANTED}"` },
    { what: 'a very deep list', payload: '['.repeat(deep) + ']'.repeat(deep) },
    { what: 'a very large body', payload: `{"undeclared":"${PLANTED.repeat(14_000)}"}` },
    { what: 'a comment', payload: `/* ${PLANTED} */ ${text}` },
    { what: 'plain text', payload: text, type: 'text/plain' },
    { what: 'a form', payload: `body=${PLANTED}`, type: 'application/x-www-form-urlencoded' },
    { what: 'XML', payload: `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>${PLANTED}&b;</a>`, type: 'application/xml' },
    { what: 'parts without an edge', payload: text, type: 'multipart/form-data' },
    { what: 'parts of nothing', payload: `--edge\r\n${PLANTED}\r\n--edge--\r\n`, type: 'multipart/form-data; boundary=edge' },
    { what: 'a type that is none', payload: text, type: PLANTED },
  ]
}

/** What may stand where an id belongs, and is none. */
export const WRONG_IDS: readonly { readonly what: string; readonly id: string }[] = [
  { what: 'a way up', id: '..%2f..%2f..%2fetc%2fpasswd' },
  { what: 'a way up, twice encoded', id: '..%252f..%252fkeyring.json' },
  { what: 'NUL', id: `${PLANTED}%00` },
  { what: 'a wrong encoding', id: '%zz' },
  { what: 'half a sign', id: '%ed%a0%80' },
  { what: 'zero', id: '0' },
  { what: 'a negative number', id: '-1' },
  { what: 'a huge number', id: '9'.repeat(400) },
  { what: 'a long name', id: 'a'.repeat(90) },
  { what: 'a query', id: `'%20or%201=1--${PLANTED}` },
  { what: 'a random id', id: '3f2b8f7e-6a0b-4a4e-9d7f-2f6f2f6f2f6f' },
  { what: 'capital letters', id: '018F5A3E-1C2D-7ABC-8DEF-0123456789AB' },
  { what: 'spaces around', id: '%20018f5a3e-1c2d-7abc-8def-0123456789ab%20' },
  { what: 'a line end', id: '018f5a3e-1c2d-7abc-8def-0123456789ab%0a' },
  { what: 'a name of JavaScript', id: '__proto__' },
]

/** What may stand in a parameter of a query, and hardly ever fits. */
export const WRONG_QUERIES: readonly { readonly what: string; readonly value: string }[] = [
  { what: 'nothing', value: '' },
  { what: 'a text', value: PLANTED },
  { what: 'NUL', value: `${PLANTED}%00` },
  { what: 'a long text', value: PLANTED.repeat(40) },
  { what: 'a negative number', value: '-1' },
  { what: 'a huge number', value: '99999999999999999999999' },
  { what: 'a wrong encoding', value: '%e0%a4%a' },
  ...[
    '99999999999999999999|018f5a3e-1c2d-7abc-8def-0123456789ab',
    '2026-99-99T99:99:99.999Z|018f5a3e-1c2d-7abc-8def-0123456789ab',
    `2026-11-20T08:00:00.000Z|${'-'.repeat(36)}`,
    'infinity|018f5a3e-1c2d-7abc-8def-0123456789a',
  ].map((cursor) => ({ what: `the cursor ${cursor}`, value: Buffer.from(cursor).toString('base64url') })),
]

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function placesIn(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one: Json, at) => placesIn(one, [...path, at]))]
  if (isObject(value)) return [path, ...Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]))]
  return [path]
}

function pointer(path: Path): string {
  return path.map((part) => `/${String(part)}`).join('')
}

function valueAt(value: Json, path: Path): Json | undefined {
  const [head, ...tail] = path
  if (head === undefined) return value
  if (Array.isArray(value)) return valueAt(value[Number(head)] as Json, tail)
  return isObject(value) ? valueAt(value[String(head)] as Json, tail) : undefined
}

function withValue(value: Json, path: Path, put: Json): Json {
  const [head, ...tail] = path
  if (head === undefined) return put
  if (Array.isArray(value)) return value.map((one: Json, at) => (at === head ? withValue(one, tail, put) : one))
  if (!isObject(value)) return put
  return { ...value, [String(head)]: withValue(value[String(head)] ?? null, tail, put) }
}

function without(value: Json, path: Path): Json {
  const [head, ...tail] = path
  if (Array.isArray(value)) return value.map((one: Json, at) => (at === head ? without(one, tail) : one))
  if (!isObject(value)) return value
  if (tail.length > 0) return { ...value, [String(head)]: without(value[String(head)] ?? null, tail) }
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== head))
}
