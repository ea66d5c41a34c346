import { createHash, generateKeyPairSync } from 'node:crypto'
import { ACCEPTS, type AffectedCases, type MemberKey, type StaffRole } from '@ihala/contract'
import { bar, defineService, randomId, uuidv7 } from '@ihala/kit'
import { eventsOf } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../../test/kit/anchor.ts'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'

const NOW = '2026-11-22T09:30:00.000Z'
const SECONDS = Date.parse(NOW) / 1000
const DAY = 86_400
const SELF = 'https://care-house.ihala.test'
const ITF = 'https://itf.ihala.test'
const committee = testAnchor('https://trust-anchor.ihala.test')
/** Touched in the week of the theft; sealed to the key before it; touched before; barred. */
const CASES = { touched: randomId(), sealed: randomId(), before: randomId(), barred: randomId() }

let house: LoneService
const key = (use: MemberKey['use']): MemberKey => {
  const { x = '' } = (use === 'sig' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).publicKey.export({ format: 'jwk' })
  const jwk = { crv: use === 'sig' ? ('Ed25519' as const) : ('X25519' as const), kty: 'OKP' as const, x }
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url')
  return { ...jwk, kid, use, nbf: SECONDS - 30 * DAY, exp: SECONDS + 30 * DAY }
}
const [signing, encryption, own] = [{ ...key('sig'), revokedAt: SECONDS - DAY }, key('enc'), key('sig')]

const hear = async (sub: string, kind: string, keys: MemberKey[]) => {
  const names = { ar: `${kind} بالعربية`, en: kind }
  const about = {
    kind,
    names,
    status: 'live' as const,
    bus_tag: `A${'X'.repeat(55)}`,
    sends: eventsOf(kind),
    accepts: ACCEPTS,
    serves: [],
    takes: [],
  }
  const times = { iat: SECONDS, exp: SECONDS + 3600 }
  const statement = { iss: committee.anchor.iss, sub, ...times, jwks: { keys }, metadata: { ihala_member: about } }
  expect(await house.running.service.registry.hear(committee.says(statement))).toBe(true)
}
const ask = async (query: string, role: StaffRole = 'data-protection-officer', who: string = role) =>
  house.running.app.inject({ method: 'GET', url: `/affected-cases?${query}`, headers: await house.signIn(who, [role]) })
const warn = async (body: object, role: StaffRole = 'data-protection-officer') =>
  house.running.app.inject({
    method: 'POST',
    url: '/affected-cases/warnings',
    payload: body,
    headers: { ...(await house.signIn(role, [role])), 'idempotency-key': uuidv7() },
  })
const chosen = (of: MemberKey, member = ITF) => ({ member, key: of.kid.slice(0, 8), from: '2026-11-15', to: '2026-11-21' })
const query = (of: MemberKey, member = ITF) => new URLSearchParams(chosen(of, member)).toString()

beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => new Date(NOW),
    config: { registry: { anchorKeys: committee.keys, networkDomain: 'ihala.test', anchorId: committee.anchor.iss } },
  })
  await hear(ITF, 'union-liaison', [signing, encryption])
  await hear(SELF, 'shelter', [own])
  await house.running.service.asSystem(async (tx) => {
    const event = (caseId: string, iss: string, at: string, by: string | null, to: string | null, seq = 1) => tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws, signed_by, enc_to)
      values (${iss}, ${randomId()}, ${caseId}, ${seq}, 'note-added', ${at}, 'hash', ${uuidv7()}, '', ${by}, ${to})`
    for (const caseId of Object.values(CASES)) {
      await tx`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
        values (${caseId}, ${ITF}, 'recipient', 'accepted', false, 'recipient', 0, 0)`
      await tx`
        insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need)
        values (${uuidv7()}, ${caseId}, 'recipient', ${ITF}, 'accepted', 'tonight', '{shelter}', 'x', '{}', ${NOW}, '')`
    }
    await event(CASES.touched, ITF, '2026-11-18T08:00:00Z', signing.kid, null)
    await event(CASES.touched, ITF, '2026-11-19T08:00:00Z', signing.kid, null, 2)
    await event(CASES.sealed, SELF, '2026-11-02T08:00:00Z', own.kid, encryption.kid)
    await event(CASES.before, ITF, '2026-11-14T20:59:59Z', signing.kid, null)
    await event(CASES.barred, ITF, '2026-11-18T08:00:00Z', signing.kid, null)
  })
}, 60_000)
afterAll(() => house?.stop())

const lines = async (of: MemberKey, member = ITF) =>
  (await ask(query(of, member)))
    .json<AffectedCases>()
    .lines.map(({ caseId, sent, received, receipts }) => [caseId, sent, received, receipts])
const tasks = () =>
  house.running.service.asSystem(
    (tx) => tx<{ caseId: string; done: boolean }[]>`
    select r.case_id as "caseId", t.done_at is not null as done from desk.task t join desk.referral r on r.id = t.referral_id
    where t.code = 'warn-of-theft' order by t.id`,
  )

test('c23: what a stolen key touched is listed for the admin and the data-protection officer, and for nobody else', async () => {
  for (const role of ['data-protection-officer', 'admin'] as const) expect((await ask(query(signing), role)).statusCode).toBe(200)
  for (const role of ['shelter-worker', 'analyst'] as const) {
    expect((await ask(query(signing), role)).json().code).toBe('not-allowed')
    expect((await warn(chosen(signing), role)).json().code).toBe('not-allowed')
  }
  expect((await ask(query(signing).replace(/key=[^&]+/, 'key=AAAAAAAA'))).json().code).toBe('not-found')
  expect((await ask(query(signing, SELF))).json().code).toBe('not-found')
})

test('c23: the list is exact: signed in those days; sealed at any time until then; ours and a partner’s', async () => {
  const found = (await ask(query(signing))).json<AffectedCases>()
  expect(found.key).toMatchObject({ use: 'sig', self: false, names: { en: 'union-liaison' }, revokedAt: '2026-11-21T09:30:00.000Z' })
  expect(new Set(found.lines.map(({ caseId }) => caseId))).toEqual(new Set([CASES.touched, CASES.barred]))
  expect((await lines(signing)).find(([caseId]) => caseId === CASES.touched)).toEqual([CASES.touched, 0, 2, 0])
  expect(await lines(encryption)).toEqual([[CASES.sealed, 1, 0, 0]])
  expect(await lines(own, SELF)).toEqual([])
})

test('T33: whoever is barred from a referral does not learn here that a stolen key touched it', async () => {
  const barred = 'officer-with-a-conflict'
  await house.signIn(barred, ['data-protection-officer'])
  await house.running.service.asSystem((tx) => bar(tx, house.staffId(barred), CASES.barred))
  const seen = (await ask(query(signing), 'data-protection-officer', barred)).json<AffectedCases>()
  expect(seen.lines.map(({ caseId }) => caseId)).toEqual([CASES.touched])
})

test('c23: in each affected referral a person is asked once to warn by the safe contact, and again only after another theft', async () => {
  expect((await warn(chosen(signing))).json()).toEqual({ asked: 2, cases: 2 })
  expect(new Set((await tasks()).map(({ caseId }) => caseId))).toEqual(new Set([CASES.touched, CASES.barred]))
  expect((await warn(chosen(signing))).json()).toEqual({ asked: 0, cases: 2 })
  await house.running.service.asSystem((tx) => tx`update desk.task set done_at = now() where code = 'warn-of-theft'`)
  expect((await warn(chosen(signing))).json()).toEqual({ asked: 0, cases: 2 })
})
