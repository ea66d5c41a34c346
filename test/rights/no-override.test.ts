import { randomUUID } from 'node:crypto'
import { type NewReferral, STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { randomId, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answered } from '../adversary/http/answered.ts'
import { type Operation, operationsOf } from '../adversary/http/contract-of.ts'
import { EXPECTED, IN_BODY, MEANT, mayEnter } from '../adversary/http/expected.ts'
import { type Attacked, type AttackedNetwork, attackedNetwork, KINDS } from '../adversary/http/network.ts'
import { assignAll, handsOf, keepsPeople, needFor, referralOf, type Things, thingsOf } from '../adversary/http/seeding.ts'
import { oneFitting } from '../adversary/http/skeleton.ts'
import { isTriedAt } from '../adversary/http/slice.ts'
import { until } from '../kit/desk-client.ts'
import { figure } from '../kit/figures.ts'
import { isLong } from '../kit/seed.ts'
import { outboxOf, uncoveredBy } from './covering.ts'

const WHO_KEEPS_PEOPLE = KINDS.filter(keepsPeople)

interface House {
  readonly at: Attacked
  readonly writing: readonly Operation[]
  readonly members: ReadonlyMap<StaffRole, Record<string, string>>
  /** As it should be; without its grants; and one whose consent ended. */
  readonly open: Things
  readonly bare: Things
  readonly ended: { readonly people: string; readonly referrals: string }
}

let network: AttackedNetwork
const houses = new Map<string, House>()
const counted = { routes: 0, roles: STAFF_ROLES.length, requests: 0, 'came in': 0, 'sent and covered': 0, 'sent without a grant': 0 }

beforeAll(async () => {
  network = await attackedNetwork()
  const endowment = { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' }
  await (await handsOf(network.of('charity-funding'))).ask('POST', '/fund/endowments', endowment)
  for (const kind of WHO_KEEPS_PEOPLE) {
    const at = network.of(kind)
    const members = new Map<StaffRole, Record<string, string>>()
    const lawyer = at.lone.staffId('lawyer')
    for (const role of STAFF_ROLES) members.set(role, await at.lone.signIn(role, [role]))
    const [open, bare] = [
      await thingsOf(network, at, `Openly of ${kind}`, lawyer),
      await thingsOf(network, at, `Barely of ${kind}`, lawyer),
    ]
    const ended = await soonEnding(at, open.people)
    for (const things of [open, bare]) await assignAll(at, things)
    await at.admin`delete from exchange.grant_held where case_id = any(${[...bare.cases]})`
    const writing = (await operationsOf(at.lone)).filter(
      ({ method, action, upload, open: free }) => method !== 'GET' && action !== 'sign-out' && !upload && !free,
    )
    counted.routes += writing.length
    houses.set(kind, { at, writing, members, open, bare, ended })
  }
  await network.idle()
  await until('the consent has ended', async () => (Date.now() > endsAt ? true : undefined))
}, 120_000)
afterAll(async () => {
  figure('c4 no override', counted)
  await network?.stop()
})

let endsAt = 0
const partnerOf = (kind: string): string => (kind === 'union-liaison' ? 'shelter' : 'union-liaison')

/** A referral under a consent that ends in a moment. */
async function soonEnding(at: Attacked, people: string): Promise<House['ended']> {
  const partner = partnerOf(at.kind)
  endsAt = Math.floor(Date.now() / 1000) * 1000 + 2000
  const body = referralOf(people, network.of(partner).entityId, needFor(partner))
  const consent = { ...body.consent, until: new Date(endsAt).toISOString() }
  const { id } = await (await handsOf(at)).ask<{ id: string }>('POST', '/referrals', { ...body, consent })
  return { people, referrals: id }
}

const houseOf = (kind: string): House => {
  const house = houses.get(kind)
  if (!house) throw new Error(`${kind} was not started`)
  return house
}

/** The version that a change must have seen, so that it is not refused for that. */
async function versionOf({ at }: House, noun: string, id: string): Promise<number> {
  const [row] =
    noun === 'people'
      ? await at.admin<{ version: number }[]>`select version from desk.person where id = ${id}`
      : noun === 'referrals'
        ? await at.admin<{ version: number }[]>`select version from desk.referral where id = ${id}`
        : []
  return row?.version ?? 1
}

type Target = { readonly people: string; readonly referrals: string; readonly own?: Things['own'] }

/** One request of one member about one of the targets, right in all but, perhaps, consent. Returns its status. */
async function tries(house: House, operation: Operation, role: StaffRole, target: Target, body?: object): Promise<number> {
  counted.requests += 1
  const noun = operation.path.split('/')[1] ?? ''
  const id = (noun === 'people' || noun === 'referrals' ? target[noun] : target.own?.[noun]) ?? uuidv7()
  const inBody = IN_BODY[operation.name]
  const sample = operation.body === undefined ? undefined : oneFitting(operation.body)
  const named = inBody?.of === 'people' ? { [inBody.member]: inBody.list ? [target.people] : target.people } : {}
  const payload = body ?? (typeof sample === 'object' && sample !== null ? { ...sample, ...MEANT[operation.name], ...named } : undefined)
  const answer = await answered(house.at.lone.running.app, {
    method: operation.method,
    url: operation.path.replace('{id}', id).replace('{slug}', 'new-house'),
    headers: {
      ...house.members.get(role),
      ...(operation.creates ? { 'idempotency-key': randomUUID() } : {}),
      ...(operation.changes ? { 'if-match': `"${await versionOf(house, noun, id)}"` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  if (answer.statusCode < 300) counted['came in'] += 1
  return answer.statusCode
}

/** What went out since, and was not covered; each with why. */
async function newlyUncovered({ at }: House, known: ReadonlySet<string>): Promise<string[]> {
  const wrong: string[] = []
  for (const sent of await outboxOf(at)) {
    if (known.has(sent.jti)) continue
    const why = await uncoveredBy(at, sent)
    if (why === undefined) counted['sent and covered'] += 1
    else if (why !== 'bare') wrong.push(`${sent.evt}: ${why}`)
  }
  counted['sent without a grant'] += wrong.length
  return wrong
}
/** Somebody nobody has asked anything of yet. */
async function aPerson(at: Attacked): Promise<string> {
  const sections = { identity: { names: { latin: 'Hirut Abebe' }, sex: 'female' } }
  const { id } = await (await handsOf(at)).ask<{ id: string }>('POST', '/people', { sections })
  await assignAll(at, { cases: [id] })
  return id
}
const knownAt = async ({ at }: House): Promise<Set<string>> => new Set((await outboxOf(at)).map(({ jti }) => jti))

test.each(WHO_KEEPS_PEOPLE)(
  'c4, R-1: at %s no role sends anything of a person by any writing route once the grants are gone, or have ended',
  async (kind) => {
    const house = houseOf(kind)
    const known = await knownAt(house)
    for (const target of [{ ...house.bare, referrals: house.bare.sent }, house.bare, house.ended])
      for (const operation of house.writing.filter(({ name }) => isTriedAt(kind, name)))
        for (const role of STAFF_ROLES) {
          // Who is refused at the door anyway is tried once, and in the long form only: T22 tries it too.
          if (!(isLong() && target === house.bare) && !mayEnter(EXPECTED[kind]?.[operation.name] ?? [], role)) continue
          if (operation.name !== 'POST /referrals') await tries(house, operation, role, target)
        }
    expect(await newlyUncovered(house, known)).toEqual([])
  },
  60_000,
)

/** Consents that open nothing, each with what is wrong with it. */
const WRONG: Readonly<Record<string, (body: NewReferral, partner: string) => object>> = {
  'no consent': ({ consent: _, ...body }) => body,
  'a consent that has ended': (body) => ({ ...body, consent: { ...body.consent, until: new Date(Date.now() - 1000).toISOString() } }),
  'danger, said by one': (body) => ({
    ...body,
    consent: { ...body.consent, basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] } },
  }),
  'to whom the person excluded': (body, partner) => ({ ...body, consent: { ...body.consent, excluded: [partner] } }),
  'a category it does not cover': (body) => ({ ...body, consent: { ...body.consent, categories: ['identity'] } }),
  'nobody confirmed it in private': (body) => {
    const { basis } = body.consent
    if (basis.kind !== 'consent') throw new Error('it is a consent')
    return { ...body, consent: { ...body.consent, basis: { ...basis, evidence: { ...basis.evidence, privatelyConfirmed: false } } } }
  },
}

test.each(WHO_KEEPS_PEOPLE)('c4, R-1: at %s no role begins a referral or an enquiry under a consent that is none', async (kind) => {
  const house = houseOf(kind)
  const operation = house.writing.find(({ name }) => name === 'POST /referrals')
  if (!operation) throw new Error('nobody can refer')
  const partner = partnerOf(kind)
  const to = network.of(partner).entityId
  const people = await aPerson(house.at)
  const before = await knownAt(house)
  for (const role of STAFF_ROLES)
    for (const step of ['request', 'enquire'] as const)
      for (const [name, spoil] of Object.entries(WRONG)) {
        const body = spoil({ ...referralOf(people, to, needFor(partner)), step }, to)
        expect(
          await tries(house, operation, role, { people, referrals: house.open.referrals }, body),
          `${name}, ${role}`,
        ).toBeGreaterThanOrEqual(400)
      }
  expect(await knownAt(house)).toEqual(before)
  // The same, right: it goes, and the oracle says that it was covered.
  const right = referralOf(people, to, needFor(partner))
  const role = STAFF_ROLES.find((one) => mayEnter(EXPECTED[kind]?.[operation.name] ?? [], one)) ?? 'case-worker'
  const covered = counted['sent and covered']
  expect(await tries(house, operation, role, { people, referrals: house.open.referrals }, right)).toBe(201)
  expect(await newlyUncovered(house, before)).toEqual([])
  expect(counted['sent and covered']).toBe(covered + 1)
})

test('c3, c4: whom the person excluded afterwards is not asked again, by whatever role', async () => {
  const house = houseOf('ministry-intake')
  const hands = await handsOf(house.at)
  const to = network.of('shelter').entityId
  const people = await aPerson(house.at)
  const enquiry = { ...referralOf(people, to, needFor('shelter')), step: 'enquire' }
  const { id: referrals } = await hands.ask<{ id: string }>('POST', '/referrals', enquiry)
  await hands.ask('PUT', `/people/${people}/exclusions`, { excluded: [to] }, 1)
  const before = await knownAt(house)
  const ways = house.writing.filter(({ name }) => name === 'POST /referrals/{id}/request' || name === 'POST /referrals')
  expect(ways).toHaveLength(2)
  for (const role of STAFF_ROLES)
    for (const operation of ways) {
      const body = operation.name === 'POST /referrals' ? referralOf(people, to, needFor('shelter')) : {}
      expect(await tries(house, operation, role, { people, referrals }, body)).toBeGreaterThanOrEqual(400)
    }
  expect(await knownAt(house)).toEqual(before)
})
