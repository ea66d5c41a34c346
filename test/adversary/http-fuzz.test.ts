import { randomUUID } from 'node:crypto'
import { STAFF_ROLES } from '@ihala/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { answered } from './http/answered.ts'
import { type Answer, type Operation, operationsOf, unlikeAProblem } from './http/contract-of.ts'
import { PLANTED, type Wire } from './http/mutations.ts'
import { type Attacked, type AttackedNetwork, attackedNetwork, KINDS } from './http/network.ts'
import { sendRaw } from './http/raw.ts'
import { rightRequest, type Target, wrongRequests } from './http/requests.ts'
import { changedTables, type Standing, standingOf } from './http/rows.ts'
import { handsOf, keepsPeople, type Things, thingsOf, upload } from './http/seeding.ts'
import { isTriedAt } from './http/slice.ts'
import { targetOf } from './http/target.ts'

/** Wrong requests a route is sent: where the same door stands in several houses, one of them is asked all of it. */
const MANY = isLong() ? 100_000 : 18
const FEW = isLong() ? 100_000 : 5
const RIGHT = isLong() ? 40 : 2
const MIXED = isLong() ? 20_000 : 150

interface House {
  readonly at: Attacked
  readonly operations: readonly Operation[]
  readonly things: Things | undefined
  readonly standing: () => Promise<Standing>
  session: Record<string, string>
}

let network: AttackedNetwork
const houses = new Map<string, House>()
const counted = { routes: 0, wrong: 0, right: 0, done: 0, replays: 0, mixed: 0, '5xx': 0, 'rows on refusal': 0, departures: 0 }
let addresses = 0

beforeAll(async () => {
  network = await attackedNetwork()
  const endowment = { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' }
  await (await handsOf(network.of('charity-funding'))).ask('POST', '/fund/endowments', endowment)
  for (const at of network.all) {
    const things = keepsPeople(at.kind) ? await thingsOf(network, at, `Somebody of ${at.kind}`, at.lone.staffId('founder')) : undefined
    const session = await at.lone.signIn('founder', STAFF_ROLES)
    houses.set(at.kind, { at, operations: await operationsOf(at.lone), things, standing: standingOf(at.admin), session })
  }
  await network.idle()
}, 120_000)
afterAll(async () => {
  figure('T22 fuzz', { ...counted, seed: seed() })
  await network?.stop()
})

const houseOf = (kind: string): House => {
  const house = houses.get(kind)
  if (!house) throw new Error(`${kind} was not started`)
  return house
}

/** Sends one request; the open doors count by address, so each comes from another. */
async function send({ at, session }: House, { method }: Operation, { url, payload, headers }: Wire): Promise<Answer> {
  addresses += 1
  return answered(at.lone.running.app, {
    method,
    url,
    remoteAddress: `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`,
    headers: { ...session, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
}

/** What is wrong with an answer, whatever was asked; undefined when nothing is. */
function fault(operation: Operation, wire: Wire, answer: Answer): string | undefined {
  const { statusCode, payload, headers } = answer
  // An address is judged before its route is: then the answer belongs to none.
  if (statusCode >= 500 && !(operation.action === 'see-health' && statusCode === 503)) {
    counted['5xx'] += 1
    return `answered ${statusCode}`
  }
  const drift = operation.drift(answer) ?? (statusCode >= 400 ? unlikeAProblem(answer) : undefined)
  if (drift !== undefined) return drift
  if (wire.broken && statusCode < 400) return `took what it says it does not take (${statusCode})`
  // DESIGN §3: who may change a row and came second is shown both versions of it.
  const mayRepeat = statusCode === 409 && payload.includes('"code":"version-conflict"')
  const repeats = payload.includes(PLANTED) && !mayRepeat
  if (statusCode >= 400 && (repeats || JSON.stringify(headers).includes(PLANTED))) return 'repeats what was typed'
  return wire.broken ? wrongField(wire, payload) : undefined
}

/** A field that is named must lead to the place that is wrong, or to where it begins. */
function wrongField({ at }: Wire, payload: string): string | undefined {
  const { code, field }: { code?: string; field?: string } = JSON.parse(payload)
  if (at === undefined || code !== 'body-invalid' || field === undefined) return undefined
  // Inside a choice of several shapes any of them may be the one that is missed.
  return at.startsWith(field) || field.startsWith(at) || at.startsWith('/consent/basis') ? undefined : `names ${field}, and ${at} is wrong`
}

/** The same things in the same order for a seed. */
function chosen<T>(all: readonly T[], many: number, salt: number): readonly T[] {
  if (all.length <= many) return all
  return fc.sample(fc.shuffledSubarray([...all], { minLength: many, maxLength: many }), { seed: seed() + salt, numRuns: 1 })[0] ?? []
}

const aimed = ({ at, things }: House, operation: Operation): Promise<Target> => targetOf(network, at, things, operation)

/** Waits until nothing of what was done before is still being written. */
async function settled({ standing }: House): Promise<Standing> {
  for (let before = await standing(); ; ) {
    await network.idle()
    const now = await standing()
    if (changedTables(before, now).length === 0) return now
    before = now
  }
}

/** Sends wrong requests and says what was wrong with the answers, and which tables a refusal left changed. */
async function sendWrong(house: House, operation: Operation, wires: readonly Wire[]): Promise<string[]> {
  const found: string[] = []
  const before = await settled(house)
  const refused: Wire[] = []
  for (const wire of wires) {
    const answer = await send(house, operation, wire)
    counted.wrong += 1
    const what = fault(operation, wire, answer)
    if (what !== undefined) found.push(`${operation.name} (${wire.what}): ${what} ${answer.payload.slice(0, 120)}`)
    if (answer.statusCode >= 400 && answer.statusCode !== 409) refused.push(wire)
  }
  if (refused.length !== wires.length || changedTables(before, await house.standing()).length === 0) return found
  // Something was written, perhaps by what came before: each is sent once more, alone.
  for (const wire of refused) {
    const then = await settled(house)
    await send(house, operation, wire)
    const changed = changedTables(then, await settled(house))
    if (changed.length === 0) continue
    counted['rows on refusal'] += 1
    found.push(`${operation.name} (${wire.what}): refused, and wrote ${changed.join(', ')}`)
  }
  return found
}

/** The houses that have this route, so that each is the one that is asked everything for some of the routes. */
function isWhole(kind: string, { name }: Operation): boolean {
  const having = KINDS.filter((one) => houseOf(one).operations.some((operation) => operation.name === name))
  return having[(seed() + name.length) % having.length] === kind
}

test.each(KINDS)(
  'T22: whatever is sent to %s, it answers as its document says, and what it refuses leaves nothing',
  async (kind) => {
    const house = houseOf(kind)
    const found: string[] = []
    for (const [salt, operation] of house.operations.entries()) {
      // Signing out ends the session that everything else needs.
      if (operation.action === 'sign-out' || !isTriedAt(kind, operation.name)) continue
      counted.routes += 1
      const target = await aimed(house, operation)
      const wrong = wrongRequests(target, rightRequest(target, seed() + salt))
      const many = isWhole(kind, operation) ? MANY : FEW
      const broken = chosen(
        wrong.filter((one) => one.broken),
        many,
        salt,
      )
      found.push(...(await sendWrong(house, operation, broken)))
      // What a schema still allows may be done, so it is only asked that the answer is as described.
      for (const wire of chosen(
        wrong.filter((one) => !one.broken),
        Math.ceil(many / 3),
        salt,
      )) {
        counted.wrong += 1
        const answer = await send(house, operation, wire)
        const what = fault(operation, wire, answer)
        if (what !== undefined) found.push(`${operation.name} (${wire.what}): ${what} ${answer.payload.slice(0, 120)}`)
      }
      for (let round = 0; round < RIGHT; round += 1) found.push(...(await sendRight(house, await aimed(house, operation), round)))
    }
    counted.departures += found.length
    expect(found).toEqual([])
  },
  600_000,
)

/** Two things wrong at once: the address and headers of one request, the body of another. */
test('T22: what is wrong in two ways is answered as described too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...KINDS), fc.nat(), fc.nat(), fc.nat(), async (kind, at, one, other) => {
      const house = houseOf(kind)
      const operations = house.operations.filter(({ action }) => action !== 'sign-out')
      const operation = operations[at % operations.length]
      if (!operation) throw new Error(`${kind} has no route`)
      const target = await aimed(house, operation)
      const wrong = wrongRequests(target, rightRequest(target, one))
      const [first, second] = [wrong[one % wrong.length], wrong[other % wrong.length]]
      if (!first || !second) return
      counted.mixed += 1
      const mixed: Wire = { ...first, ...(second.payload === undefined ? {} : { payload: second.payload }), broken: false }
      expect(
        fault(operation, mixed, await send(house, operation, mixed)),
        `${operation.name}: ${first.what}, ${second.what}`,
      ).toBeUndefined()
    }),
    { numRuns: MIXED, seed: seed() },
  )
}, 600_000)

/** A right request: what is done is as described, and a key used again means the same request or none. */
async function sendRight(house: House, target: Target, round: number): Promise<string[]> {
  const { operation } = target
  const wire = rightRequest(target, seed() * 1_000 + round)
  const answer = await send(house, operation, wire)
  counted.right += 1
  const say = (what: string, { payload }: Answer): string =>
    `${operation.name} (${wire.what} ${JSON.stringify(wire.body)}): ${what} ${payload}`
  const unfit = wire.body !== undefined && !operation.allowsBody(wire.body) ? 'the test made a body the document does not allow' : undefined
  const what = fault(operation, wire, answer) ?? unfit
  const found = what === undefined ? [] : [say(what, answer)]
  if (answer.statusCode >= 300) return found
  counted.done += 1
  if (!operation.creates) return found
  counted.replays += 1
  const again = await send(house, operation, wire)
  if (again.payload !== answer.payload) found.push(say('the same request under the same key has another answer', again))
  const another = rightRequest(target, seed() * 1_000 + round + 500)
  if (String(another.payload) === String(wire.payload)) return found
  const reused = await send(house, operation, {
    ...another,
    headers: { ...another.headers, 'idempotency-key': wire.headers['idempotency-key'] ?? '' },
  })
  const { code }: { code?: string } = JSON.parse(reused.payload)
  if (code !== 'idempotency-key-reused') found.push(say('a key was used for another request', reused))
  return found
}

const cursor = (text: string): string => Buffer.from(text).toString('base64url')
const A_ROW = '018f5a3e-1c2d-7abc-8def-0123456789ab'

/** What the fuzz found once, asked every time: each was answered 500, or stored half, or repeated what was typed. */
test.each([
  ['shelter', 'GET', `/people/${'9'.repeat(400)}`, {}, undefined, 404, { code: 'not-found' }],
  [
    'shelter',
    'GET',
    `/referrals?box=received&cursor=${cursor(`99999999999999999999|${A_ROW}`)}`,
    {},
    undefined,
    400,
    { field: 'query:/cursor' },
  ],
  ['shelter', 'GET', `/referrals?box=sent&cursor=${cursor(`infinity|${'-'.repeat(36)}`)}`, {}, undefined, 400, { field: 'query:/cursor' }],
  [
    'shelter',
    'GET',
    `/referrals?box=sent&cursor=${cursor(`2026-02-30T08:00:00.000Z|${A_ROW}`)}`,
    {},
    undefined,
    400,
    { field: 'query:/cursor' },
  ],
  [
    'shelter',
    'POST',
    '/beds',
    { label: 'bed\0one', sex: 'any', family: false, stepFree: false },
    undefined,
    400,
    { field: '/label', rule: 'nul' },
  ],
  [
    'ministry-intake',
    'POST',
    '/staff-marks',
    { sub: 'a\0', mark: 'interviewing-victims', validUntil: '2999-01-01' },
    undefined,
    400,
    { field: '/sub' },
  ],
  [
    'shelter',
    'POST',
    '/watch-list',
    { about: 'employer', name: 'Al Noor', [PLANTED]: 1 },
    undefined,
    400,
    { field: '', rule: 'additionalProperties' },
  ],
  ['shelter', 'GET', `/tasks?${PLANTED}=1`, {}, undefined, 400, { field: 'query:', rule: 'undeclared' }],
  [
    'shelter',
    'PUT',
    `/people/${A_ROW}`,
    { sections: { identity: { names: { latin: 'A' }, sex: 'female' } } },
    '"999999999999999"',
    400,
    { field: 'header:/if-match' },
  ],
] as const)('T22: once found at %s: %s %s', async (kind, method, url, body, version, status, problem) => {
  const { at, session } = houseOf(kind)
  const answer = await at.lone.running.app.inject({
    method,
    url,
    headers: {
      ...session,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(version === undefined ? {} : { 'if-match': version }),
    },
    ...(method === 'GET' ? {} : { payload: body }),
  })
  expect([answer.statusCode, answer.json()]).toEqual([status, expect.objectContaining(problem)])
})

test('T22: a form that ends too early is the form’s fault', async () => {
  const { at, session, things } = houseOf('shelter')
  const { payload, headers } = upload('payslip')
  for (const end of [20, 90, payload.length - 12]) {
    const answer = await at.lone.running.app.inject({
      method: 'POST',
      url: `/people/${things?.people ?? ''}/files`,
      payload: payload.subarray(0, end),
      headers: { ...session, ...headers, 'idempotency-key': randomUUID() },
    })
    expect([answer.statusCode, answer.json()]).toEqual([400, expect.objectContaining({ code: 'body-invalid', rule: 'multipart' })])
  }
})

/** What no client library sends: each is refused, or its connection closed, and the door stays open for the next. */
const RAW: readonly (readonly [string, (session: string) => string | Buffer])[] = [
  ['no HTTP', () => `${PLANTED}\r\n\r\n`],
  [
    'a flood of headers',
    (own) => `GET /tasks HTTP/1.1\r\nhost: a\r\n${own}${Array.from({ length: 4_000 }, (_, at) => `x-${at}: ${PLANTED}\r\n`).join('')}\r\n`,
  ],
  ['one long header', (own) => `GET /tasks HTTP/1.1\r\nhost: a\r\n${own}x-planted: ${PLANTED.repeat(2_000)}\r\n\r\n`],
  ['a long address', (own) => `GET /${PLANTED.repeat(2_000)} HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  ['NUL in a header', (own) => `GET /tasks HTTP/1.1\r\nhost: a\r\n${own}x-planted: a\0b\r\n\r\n`],
  ['two lengths', (own) => `POST /watch-list HTTP/1.1\r\nhost: a\r\n${own}content-length: 2\r\ncontent-length: 30\r\n\r\n{}`],
  [
    'a length and chunks',
    (own) => `POST /watch-list HTTP/1.1\r\nhost: a\r\n${own}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a chunk of a strange length',
    (own) => `POST /watch-list HTTP/1.1\r\nhost: a\r\n${own}transfer-encoding: chunked\r\n\r\n-1\r\n${PLANTED}\r\n`,
  ],
  ['a method nobody knows', (own) => `PLANTED /tasks HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  ['a method nobody takes here', (own) => `DELETE /tasks HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  ['a way up', (own) => `GET /desk/../../../../etc/passwd HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  ['a way up, encoded', (own) => `GET /desk/%2e%2e%2f%2e%2e%2fkeyring.json HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  ['another host in the address', (own) => `GET http://elsewhere.example/${PLANTED} HTTP/1.1\r\nhost: a\r\n${own}\r\n`],
  [
    'an address that is no text',
    (own) =>
      Buffer.concat([Buffer.from('GET /tasks/'), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(` HTTP/1.1\r\nhost: a\r\n${own}\r\n`)]),
  ],
  ['no host', (own) => `GET /tasks HTTP/1.1\r\n${own}\r\n`],
]

test.each(RAW)('T22: over the wire, %s is refused or cut off, and nothing is repeated', async (_what, bytes) => {
  const { at, session } = houseOf('shelter')
  const own = Object.entries(session)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const answer = await sendRaw(at.lone.running.url, bytes(own))
  if (answer) {
    expect([400, 404, 405, 413, 431]).toContain(answer.status)
    // Who names no host is turned away before the service is asked, without a word.
    if (answer.payload !== '0\r\n\r\n') expect(answer.headers).toContain('content-type: application/problem+json')
    expect(answer.headers + answer.payload).not.toContain(PLANTED)
    expect(answer.payload).not.toContain('root:')
  }
  expect((await at.lone.running.app.inject('/livez')).statusCode).toBe(200)
})
