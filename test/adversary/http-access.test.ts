import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { bar, randomId, suspend, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { answered } from './http/answered.ts'
import { type Answer, type Operation, operationsOf } from './http/contract-of.ts'
import { ASKED, ASKS_WHO, EXPECTED, FOR_ITS_LAWYERS, IN_BODY, LISTS, MEANT, mayEnter } from './http/expected.ts'
import { type Attacked, type AttackedNetwork, attackedNetwork, KINDS } from './http/network.ts'
import { assignAll, handsOf, keepsPeople, needFor, referralOf, type Things, thingsOf, upload } from './http/seeding.ts'
import { oneFitting } from './http/skeleton.ts'
import { isTriedAt } from './http/slice.ts'

/** A version nobody has seen: a change that is allowed answers 409 and changes nothing, so that the next role finds the same. */
const NEVER = '"999999999"'

interface House {
  readonly at: Attacked
  readonly operations: readonly Operation[]
  /** What every member may see, and what is on every member's conflict list. */
  readonly open: Things | undefined
  readonly withheld: Things | undefined
  readonly members: ReadonlyMap<StaffRole, Record<string, string>>
}

let network: AttackedNetwork
const houses = new Map<string, House>()
const counted = { requests: 0, objects: 0, foreign: 0, 'not as expected': 0 }

beforeAll(async () => {
  network = await attackedNetwork()
  const endowment = { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' }
  await (await handsOf(network.of('charity-funding'))).ask('POST', '/fund/endowments', endowment)
  for (const at of network.all) {
    const lawyer = at.lone.staffId('lawyer')
    const members = new Map<StaffRole, Record<string, string>>()
    for (const role of STAFF_ROLES) members.set(role, await at.lone.signIn(role, [role]))
    const things = async (name: string) => (keepsPeople(at.kind) ? thingsOf(network, at, name, lawyer) : undefined)
    const [open, withheld] = [await things(`Openly of ${at.kind}`), await things(`Withheld of ${at.kind}`)]
    await at.lone.running.service.asSystem(async (tx) => {
      for (const role of STAFF_ROLES) for (const one of withheld?.cases ?? []) await bar(tx, at.lone.staffId(role), one)
    })
    // Everybody's case: whose it is, is the subject of other tests.
    if (open) await assignAll(at, open)
    houses.set(at.kind, { at, operations: await operationsOf(at.lone), open, withheld, members })
  }
  await network.idle()
}, 120_000)
afterAll(async () => {
  figure('T22 access', { routes: [...houses.values()].reduce((sum, { operations }) => sum + operations.length, 0), ...counted })
  await network?.stop()
})

const houseOf = (kind: string): House => {
  const house = houses.get(kind)
  if (!house) throw new Error(`${kind} was not started`)
  return house
}

/** The noun of the address, under which the things of an organisation stand. */
const nounOf = ({ path }: Operation): string => path.split('/')[1] ?? ''
const idIn = (things: Things | undefined, noun: string): string | undefined => {
  if (!things) return undefined
  return noun === 'people' || noun === 'referrals' || noun === 'files' || noun === 'tasks' ? things[noun] : things.own[noun]
}

/** A request that is right in all but, perhaps, whose it is. */
function bodyFor(operation: Operation, house: House, about: string | undefined): object | undefined {
  if (operation.body === undefined) return undefined
  if (operation.name === 'POST /referrals' || operation.name === 'POST /drafts') {
    const partner = house.at.kind === 'union-liaison' ? 'shelter' : 'union-liaison'
    return referralOf(about ?? uuidv7(), network.of(partner).entityId, needFor(partner))
  }
  // The same body every time: who comes in is no matter of chance; what chance sends is the fuzz's subject.
  const sample = oneFitting(operation.body)
  const inBody = IN_BODY[operation.name]
  const named = inBody && about !== undefined ? { [inBody.member]: inBody.list ? [about] : about } : {}
  const lawyer = operation.name.endsWith('/offers') ? { lawyerId: house.at.lone.staffId('lawyer') } : {}
  return typeof sample === 'object' && sample !== null ? { ...sample, ...MEANT[operation.name], ...lawyer, ...named } : {}
}

async function asks(house: House, operation: Operation, headers: Record<string, string>, id: string, about?: string): Promise<Answer> {
  counted.requests += 1
  const query = operation.parameters
    .filter((one) => one.in === 'query' && one.required === true)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(oneFitting(schema, 3, { box: 'received' }, name)))}`)
  const url =
    operation.path.replace('{id}', id).replace('{slug}', 'new-house').replace('{*}', 'index.html').replace('{date}', '2026-11-22') +
    (query.length > 0 ? `?${ASKED[operation.name] ?? query.join('&')}` : '')
  const body = bodyFor(operation, house, about)
  const file = operation.upload ? upload('payslip') : undefined
  return answered(house.at.lone.running.app, {
    method: operation.method,
    url,
    // The open doors count by address.
    remoteAddress: `10.0.${counted.requests % 250}.${Math.floor(counted.requests / 250) % 250}`,
    headers: {
      ...headers,
      ...(operation.creates ? { 'idempotency-key': randomUUID() } : {}),
      ...(operation.changes ? { 'if-match': NEVER } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...file?.headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    ...(file === undefined ? {} : { payload: file.payload }),
  })
}

const codeOf = ({ payload }: Answer): string | undefined => {
  try {
    return JSON.parse(payload).code
  } catch {
    return undefined
  }
}
const signedIn = (house: House, role: StaffRole): Record<string, string> => house.members.get(role) ?? {}

/** Row ids of every other organisation: none of them may ever be told here. */
const elsewhere = (kind: string): string[] =>
  [...houses].filter(([other]) => other !== kind).flatMap(([, { open }]) => open?.secrets.filter((one) => one.length === 36) ?? [])

test.each(KINDS)('T22: %s has the routes that are expected, and no other', (kind) => {
  expect(
    houseOf(kind)
      .operations.map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(EXPECTED[kind] ?? {}).sort())
})

test.each(KINDS)(
  'T22: at %s every route lets in exactly the roles it should, and what is not yours is not there',
  async (kind) => {
    const house = houseOf(kind)
    const foreign = [...(house.withheld?.secrets ?? []), ...elsewhere(kind)]
    const wrong = new Map<string, StaffRole[]>()
    for (const operation of house.operations.filter(({ name }) => isTriedAt(kind, name))) {
      const expected = EXPECTED[kind]?.[operation.name] ?? []
      const noun = nounOf(operation)
      const inPath = operation.path.includes('{id}')
      const inBody = IN_BODY[operation.name]
      for (const role of STAFF_ROLES) {
        // Signing out ends the session the next request needs.
        if (operation.action === 'sign-out') continue
        const ask = (id: string, about?: string) => asks(house, operation, signedIn(house, role), id, about)
        const say = (what: string, answer: Answer) => {
          const sentence = `${operation.name}, ${what}: ${answer.statusCode} ${codeOf(answer) ?? ''}`
          wrong.set(sentence, [...(wrong.get(sentence) ?? []), role])
        }
        const ours = inBody ? idIn(house.open, inBody.of) : idIn(house.open, noun)
        const theirs = inBody ? idIn(house.withheld, inBody.of) : idIn(house.withheld, noun)
        const strangers = [theirs, uuidv7(), ...elsewhereIds(kind, inBody?.of ?? noun)].filter((one) => one !== undefined)
        const to = (id: string): Promise<Answer> => (inPath ? ask(id) : ask('', inBody ? id : undefined))
        const answer = await to(ours ?? uuidv7())
        for (const secret of foreign) {
          if (!answer.payload.includes(secret)) continue
          counted.foreign += 1
          say(`tells ${secret}`, answer)
        }

        if (!mayEnter(expected, role)) {
          for (const one of [answer, ...(await Promise.all(strangers.map(to)))])
            if (one.statusCode !== 403 || codeOf(one) !== 'not-allowed') say('should be refused', one)
          continue
        }
        const kept = FOR_ITS_LAWYERS.has(operation.name)
        const shut = answer.statusCode === 401 || (codeOf(answer) === 'not-allowed' && !kept) || (ours && answer.statusCode === 404)
        if (shut || answer.statusCode >= 500 || codeOf(answer) === 'body-invalid') say('should come in', answer)
        const listed = LISTS[operation.name]
        const shown = listed && idIn(house.open, listed)
        if (shown && !answer.payload.includes(shown)) say('should show what is theirs', answer)
        if (!(inPath || inBody) || !house.open) continue
        counted.objects += strangers.length
        const answers = await Promise.all(strangers.map(to))
        for (const one of answers) if (one.statusCode !== 404 || codeOf(one) !== 'not-found') say('is not theirs and not hidden', one)
        if (new Set(answers.map(({ payload }) => payload)).size > 1)
          say('tells what is not theirs from what is not there', answers[0] ?? answer)
      }
    }
    counted['not as expected'] += wrong.size
    expect(Object.fromEntries(wrong)).toEqual({})
  },
  60_000,
)

const elsewhereIds = (kind: string, noun: string): string[] => {
  const other = houses.get(kind === 'shelter' ? 'legal-aid' : 'shelter')
  const id = idIn(other?.open, noun)
  return id === undefined ? [] : [id]
}

/** Sessions that are none here. */
async function strangersOf(
  house: House,
): Promise<{ readonly what: string; readonly headers: Record<string, string>; readonly code: string }[]> {
  const { at } = house
  const own = `ihala_session_${at.kind}`
  const other = houseOf(at.kind === 'shelter' ? 'legal-aid' : 'shelter')
  const theirs = other.members.get('lawyer')?.cookie ?? ''
  const old = randomBytes(32).toString('base64url')
  const suspended = await at.lone.signIn('suspended', STAFF_ROLES)
  const before = new Date(Date.now() - 13 * 3_600_000).toISOString()
  await at.lone.running.service.asSystem(async (tx) => {
    const [id, idHash] = [uuidv7(), createHash('sha256').update(old).digest()]
    await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.test', ${id}, ${randomId()}, ${[...STAFF_ROLES]}, now())`
    await tx`insert into kit.session (id_hash, staff_id, csrf, created_at, seen_at) values (${idHash}, ${id}, 'token-of-this-test', ${before}, ${new Date().toISOString()})`
    await suspend(tx, at.lone.staffId('suspended'), new Date().toISOString())
  })
  const csrf = { 'x-csrf-token': 'token-of-this-test' }
  return [
    { what: 'nobody', headers: csrf, code: 'not-signed-in' },
    { what: 'a cookie of another organisation', headers: { ...csrf, cookie: theirs }, code: 'not-signed-in' },
    {
      what: "another organisation's session",
      headers: { ...csrf, cookie: `${own}=${theirs.split('=')[1] ?? ''}` },
      code: 'session-expired',
    },
    { what: 'an invented session', headers: { ...csrf, cookie: `${own}=${'A'.repeat(43)}` }, code: 'session-expired' },
    { what: 'no cookie of ours', headers: { ...csrf, cookie: `${own}=' or true --` }, code: 'session-expired' },
    { what: 'a session that is over', headers: { ...csrf, cookie: `${own}=${old}` }, code: 'session-expired' },
    { what: 'a suspended member', headers: { ...csrf, cookie: suspended.cookie }, code: 'session-expired' },
  ]
}

test.each(KINDS)(
  'T22: at %s nobody comes in without a session of this house, nor from another site',
  async (kind) => {
    const house = houseOf(kind)
    const wrong: string[] = []
    for (const { what, headers, code } of await strangersOf(house)) {
      for (const operation of house.operations.filter(({ name }) => isTriedAt(kind, name))) {
        if (operation.open) continue
        const answer = await asks(house, operation, headers, idIn(house.open, nounOf(operation)) ?? uuidv7())
        const shut = ASKS_WHO.has(operation.name)
          ? answer.statusCode === 204 && answer.payload === ''
          : answer.statusCode === 401 && codeOf(answer) === code
        if (!shut) wrong.push(`${operation.name}, ${what}: ${answer.statusCode} ${answer.payload}`)
      }
    }
    for (const operation of house.operations) {
      const role = STAFF_ROLES.find((one) => mayEnter(EXPECTED[kind]?.[operation.name] ?? [], one))
      if (operation.open || operation.method === 'GET' || role === undefined) continue
      const { cookie = '' } = signedIn(house, role)
      for (const token of [undefined, '', 'token-of-another', 'token-of-this-tes', 'token-of-this-test ']) {
        const headers = { cookie, origin: 'https://elsewhere.example', ...(token === undefined ? {} : { 'x-csrf-token': token }) }
        const answer = await asks(house, operation, headers, idIn(house.open, nounOf(operation)) ?? uuidv7())
        if (codeOf(answer) !== 'cross-site-request') wrong.push(`${operation.name}, token ${String(token)}: ${answer.payload}`)
      }
    }
    expect(wrong).toEqual([])
  },
  60_000,
)

test('T22: a case that was offered to one lawyer is not there for another, whatever version they say they saw', async () => {
  const house = houseOf('legal-aid')
  const { lone } = house.at
  const hers = await lone.signIn('another-lawyer', ['lawyer'])
  const answersTo = (id: string, verb: string, version: string) =>
    lone.running.app.inject({
      method: 'POST',
      url: `/offers/${id}/${verb}`,
      headers: { ...hers, 'if-match': version, 'content-type': 'application/json' },
      payload: '{}',
    })
  for (const verb of ['take', 'return']) {
    for (const version of ['"1"', NEVER]) {
      const [theirs, nothing] = await Promise.all([
        answersTo(idIn(house.open, 'offers') ?? '', verb, version),
        answersTo(uuidv7(), verb, version),
      ])
      expect([theirs.statusCode, theirs.payload]).toEqual([404, nothing.payload])
    }
  }
  expect((await lone.running.app.inject({ url: '/offers', headers: hers })).json()).toEqual({ offers: [] })
})
