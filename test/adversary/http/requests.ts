import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Operation } from './contract-of.ts'
import { brokenBodies, PLANTED, type Wire, WRONG_IDS, WRONG_QUERIES, wrongBodies } from './mutations.ts'
import { upload } from './seeding.ts'
import { fitting, type Json, type KnownNames } from './skeleton.ts'

/** What a route may be asked about at one organisation. */
export interface Target {
  readonly operation: Operation
  /** An id that is there, for the address; an unknown one where nothing of the kind is kept. */
  readonly id: string
  /** Names and ids that a body may say and mean something with. */
  readonly known: KnownNames
  /** The version of the object as it is now. */
  readonly version: string
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** The headers a route asks for. */
function asked({ operation, version }: Target): Record<string, string> {
  return { ...(operation.creates ? { 'idempotency-key': randomUUID() } : {}), ...(operation.changes ? { 'if-match': version } : {}) }
}

function addressOf({ operation, id }: Target, query: Readonly<Record<string, string>> = {}): string {
  const params = Object.entries(query).map(([name, value]) => `${name}=${value}`)
  return (
    operation.path.replace('{id}', id).replace('{slug}', 'new-house').replace('{*}', 'index.html').replace('{date}', '2026-11-22') +
    (params.length > 0 ? `?${params.join('&')}` : '')
  )
}

const queryOf = (target: Target): Record<string, string> =>
  Object.fromEntries(
    target.operation.parameters
      .filter((one) => one.in === 'query' && one.required === true)
      .map(({ name, schema }) => [name, encodeURIComponent(String(sampleOf(schema, target.known, 1)))]),
  )

function sampleOf(schema: Parameters<typeof fitting>[0], known: KnownNames, seed: number): Json {
  return fc.sample(fitting(schema, known), { seed, numRuns: 1 })[0] ?? null
}

/** A request as the document describes it; `seed` chooses which of them. */
export function rightRequest(target: Target, seed: number): Wire {
  const { operation, known } = target
  const base = { what: 'a right request', url: addressOf(target, queryOf(target)), broken: false }
  if (operation.upload) {
    const { payload, headers } = upload(`file ${seed}`)
    return { ...base, payload, headers: { ...asked(target), ...headers } }
  }
  if (operation.body === undefined) return { ...base, headers: asked(target) }
  const body = sampleOf(operation.body, known, seed)
  return { ...base, body, payload: JSON.stringify(body), headers: { ...asked(target), ...JSON_TYPE } }
}

/** Requests that differ from a right one in one thing. Which values a schema then still allows, the document says. */
export function wrongRequests(target: Target, right: Wire): Wire[] {
  return [
    ...wrongInBody(target, right),
    ...wrongInAddress(target, right),
    ...wrongInHeaders(target, right),
    ...wrongInUpload(target, right),
  ]
}

function wrongInBody({ operation }: Target, right: Wire): Wire[] {
  const { body } = right
  if (body === undefined) {
    // What no schema describes is not read.
    return operation.upload || operation.method === 'GET'
      ? []
      : [
          {
            ...right,
            what: 'a body nobody asked for',
            payload: `{"${PLANTED}":1}`,
            headers: { ...right.headers, ...JSON_TYPE },
            broken: true,
          },
        ]
  }
  const wrong = wrongBodies(body).map((one) => ({
    ...right,
    what: `body: ${one.what}`,
    at: one.at,
    body: one.body,
    payload: JSON.stringify(one.body),
    broken: !operation.allowsBody(one.body),
  }))
  const broken = brokenBodies(body).map(({ what, payload, type }) => ({
    ...withoutBody(right),
    what: `bytes: ${what}`,
    payload,
    headers: { ...right.headers, ...(type === undefined ? {} : { 'content-type': type }) },
    // An act whose body may be missing is still whole without one.
    broken: !(what === 'no body' && operation.allowsBody(null)),
  }))
  return [...wrong, ...broken]
}

function withoutBody({ what, url, headers, broken }: Wire): Wire {
  return { what, url, headers, broken }
}

function wrongInAddress(target: Target, right: Wire): Wire[] {
  const { operation } = target
  const query = queryOf(target)
  const ids = operation.path.includes('{id}')
    ? WRONG_IDS.map(({ what, id }) => ({ ...right, what: `id: ${what}`, url: addressOf({ ...target, id }, query), broken: true }))
    : []
  const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name)
  const values = known.flatMap((name) =>
    WRONG_QUERIES.map(({ what, value }) => ({
      ...right,
      what: `query ${name}: ${what}`,
      url: addressOf(target, { ...query, [name]: value }),
      broken: false,
    })),
  )
  const undeclared = addressOf(target, { ...query, [PLANTED]: PLANTED })
  const twice = known.map((name) => ({
    ...right,
    what: `query ${name}: twice`,
    url: `${addressOf(target, query)}${Object.keys(query).length > 0 ? '&' : '?'}${name}=a&${name}=b`,
    broken: false,
  }))
  return [...ids, ...values, ...twice, { ...right, what: 'query: one nobody knows', url: undeclared, broken: false }]
}

function wrongInHeaders({ operation }: Target, right: Wire): Wire[] {
  const without = (name: string): Wire => ({
    ...right,
    what: `${name}: missing`,
    headers: Object.fromEntries(Object.entries(right.headers).filter(([one]) => one !== name)),
    broken: true,
  })
  const wrong = (name: string, values: Readonly<Record<string, string>>): Wire[] =>
    Object.entries(values).map(([what, value]) => ({
      ...right,
      what: `${name}: ${what}`,
      headers: { ...right.headers, [name]: value },
      broken: true,
    }))
  const keys = {
    empty: '',
    long: 'k'.repeat(129),
    longer: 'k'.repeat(5_000),
    'with a space': `${PLANTED} b`,
    'beyond ASCII': `${PLANTED}\u00e9`,
  }
  const versions = {
    empty: '',
    bare: '1',
    weak: 'W/"1"',
    any: '*',
    negative: '"-1"',
    several: '"1", "2"',
    long: `"${'9'.repeat(16)}"`,
    text: `"${PLANTED}"`,
  }
  return [
    ...(operation.creates ? [without('idempotency-key'), ...wrong('idempotency-key', keys)] : []),
    ...(operation.changes ? [without('if-match'), ...wrong('if-match', versions)] : []),
    // Allowed by the document, and further than any row has come.
    ...(operation.changes
      ? ['"0"', '"2147483648"', '"999999999999999"'].map((version) => ({
          ...right,
          what: `if-match: ${version}`,
          headers: { ...right.headers, 'if-match': version },
          broken: false,
        }))
      : []),
  ]
}

function wrongInUpload({ operation }: Target, right: Wire): Wire[] {
  if (!operation.upload) return []
  const named = (what: string, name: string, about?: string): Wire => {
    const { payload } = upload(name, about)
    return { ...right, what: `upload: ${what}`, payload, broken: false }
  }
  const cut = Buffer.from(right.payload ?? '').subarray(0, 120)
  return [
    { ...named('about nothing known', 'payslip', PLANTED), broken: true },
    named('a name with signs of control', `a\u0000b\u202e../../${'x'.repeat(4_000)}`),
    { ...right, what: 'upload: cut off', payload: cut, broken: true },
    { ...right, what: 'upload: as JSON', payload: '{}', headers: { ...right.headers, ...JSON_TYPE }, broken: true },
    { ...right, what: 'upload: no parts', payload: Buffer.from('--edge-of-this-test--\r\n'), broken: true },
    {
      ...right,
      what: 'upload: not a file we take',
      payload: Buffer.from(String(right.payload).replace('%PDF-1.7', 'MZ\u0090')),
      broken: true,
    },
  ]
}
