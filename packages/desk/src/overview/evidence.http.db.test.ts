import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { ACCEPTS, type LogState, type MemberKey, type MemberKeyList, type SentPage, type StaffRole } from '@ihala/contract'
import { bar, defineService, randomId, type Tx, uuidv7 } from '@ihala/kit'
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
const BWI = 'https://bwi.ihala.test'
const REQUEST_GRANT = createHash('sha256').update('request').digest('base64url')
const WAY_BACK_GRANT = createHash('sha256').update('way back').digest('base64url')
const FORK = uuidv7()
const committee = testAnchor('https://trust-anchor.ihala.test')
const [openCase, barredCase] = [randomId(), randomId()]

let house: LoneService

const key = (use: MemberKey['use'], days: number): MemberKey => {
  const { x = '' } = (use === 'sig' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).publicKey.export({ format: 'jwk' })
  const jwk = { crv: use === 'sig' ? ('Ed25519' as const) : ('X25519' as const), kty: 'OKP' as const, x }
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url')
  return { ...jwk, kid, use, nbf: SECONDS - 10 * DAY, exp: SECONDS + days * DAY }
}
const hear = async (sub: string, kind: string, status: 'live' | 'suspended', keys: MemberKey[]) => {
  const member = {
    kind,
    names: { ar: `${kind} بالعربية`, en: kind },
    status,
    bus_tag: `A${'X'.repeat(55)}`,
    sends: eventsOf(kind),
    accepts: ACCEPTS,
    serves: [],
    takes: [],
  }
  const statement = {
    iss: committee.anchor.iss,
    sub,
    iat: SECONDS,
    exp: SECONDS + 3600,
    jwks: { keys },
    metadata: { ihala_member: member },
  }
  expect(await house.running.service.registry.hear(committee.says(statement))).toBe(true)
}

interface Row {
  readonly evt: string
  readonly at: string
  readonly caseId?: string
  readonly status?: string
  readonly refusal?: string
}
const send = (tx: Tx, { evt, at, caseId, status = 'closed', refusal }: Row) => tx`
  insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, status, refusal, next_at, expires_at, created_at, closed_at)
  values (${randomId()}, ${ITF}, ${caseId ?? null}, ${caseId ? 1 : null}, ${evt}, 'hash', 'digest', ${status}, ${refusal ?? null}, ${at}, ${at}, ${at}, ${status === 'waiting' ? null : at})`

beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => new Date(NOW),
    config: { registry: { anchorKeys: committee.keys, networkDomain: 'ihala.test', anchorId: committee.anchor.iss } },
  })
  await hear(BWI, 'ministry-intake', 'suspended', [key('sig', 60)])
  await hear(ITF, 'union-liaison', 'live', [{ ...key('sig', 40), revokedAt: SECONDS - DAY }, key('enc', 20)])
  await hear(SELF, 'shelter', 'live', [key('sig', 9), key('enc', 5), key('enc', 25)])
  await house.running.service.asSystem(async (tx) => {
    for (const [caseId, side] of [
      [openCase, 'recipient'],
      [barredCase, 'sender'],
    ] as const)
      await tx`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq, request_grant, way_back_grant)
        values (${caseId}, ${ITF}, ${side}, 'accepted', false, 'sender', 0, 0, ${REQUEST_GRANT}, ${WAY_BACK_GRANT})`
    await send(tx, { evt: 'referral-accepted', at: '2026-11-20T08:00:00.000Z', caseId: openCase })
    await send(tx, {
      evt: 'referral-progressed',
      at: '2026-11-20T08:01:00.000Z',
      caseId: openCase,
      status: 'refused',
      refusal: 'grant-expired',
    })
    await send(tx, { evt: 'sections-disclosed', at: '2026-11-20T08:02:00.000Z', caseId: barredCase, status: 'waiting' })
    // Doha is three hours ahead: these are of the 21st and of the 22nd there.
    await send(tx, { evt: 'digest-stated', at: '2026-11-21T20:59:59.000Z', status: 'expired' })
    await send(tx, { evt: 'digest-stated', at: '2026-11-21T21:00:00.000Z' })
    await tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws)
      values (${SELF}, ${randomId()}, ${openCase}, 1, 'referral-accepted', ${NOW}, 'hash', ${uuidv7()}, '')`
    await tx`
      insert into exchange.issue (iss, jti, case_id, seq, at, hash, leaf_id, inner_jws)
      values (${SELF}, ${randomId()}, ${openCase}, 1, '2026-11-05T08:00:00.000Z', 'hash', ${uuidv7()}, '')`
    await tx`
      insert into exchange.outbox (jti, recipient, evt, hash, digest, status, next_at, expires_at, created_at, closed_at)
      select left(translate(encode(sha256(n::text::bytea), 'base64'), '+/=', '-_A'), 21) || 'A', ${BWI}, 'checkpoint', 'hash', 'digest', 'closed', ${NOW}, ${NOW},
        '2026-10-01T00:00:00Z'::timestamptz + make_interval(mins => n), ${NOW} from generate_series(1, 120) n`
    await tx`insert into ledger.checkpoint (epoch, size, root, note, made_at, stated_at) values (1, 40, ${randomBytes(32)}, 'note', '2026-11-22T09:00:00Z', '2026-11-22T09:00:00Z')`
    for (const [member, size, signedAt] of [
      [ITF, 40, '2026-11-22T09:01:00.000Z'],
      [BWI, 30, '2026-11-21T09:01:00.000Z'],
    ] as const)
      await tx`
        insert into ledger.witness (member, asked_at, epoch, size, line, signed_at, answered_at)
        values (${member}, '2026-11-22T09:00:30Z', 1, ${size}, 'line', ${signedAt}, ${signedAt})`
    await tx`
      insert into ledger.witnessed (origin, member, epoch, size, root, note, start, edge, leaves, at)
      values ('itf.ihala.test/log/2', ${ITF}, 2, 7, ${randomBytes(32)}, 'note', 7, '', '', '2026-11-22T08:00:00Z')`
    await tx`
      insert into ledger.witnessed (origin, member, epoch, size, root, note, start, edge, leaves, at)
      values ('membership.bwi.ihala.test/log/1', 'https://membership.bwi.ihala.test', 1, 2, ${randomBytes(32)}, 'note', 2, '', '', '2026-11-22T08:30:00Z')`
    await tx`
      insert into exchange.membership_entry (position, at, entity_id, change, jws, keys, heard_at) values
        (0, '2026-11-01T08:00:00Z', ${ITF}, 'admitted', 'a.b.c', '[]', ${NOW}),
        (1, '2026-11-22T08:29:00Z', ${ITF}, 'keys-changed', 'a.b.c', ${tx.json([{ kid: 'A'.repeat(43), use: 'sig', from: SECONDS + DAY }])}, ${NOW})`
    await tx`
      insert into ledger.evidence (id, member, kind, name, file, at)
      values (${FORK}, ${BWI}, 'fork', 'fork of bwi', '{"kind":"ihala-log-fork"}', '2026-11-22T07:00:00Z')`
  })
}, 60_000)
afterAll(() => house?.stop())

const ask = async (url: string, role: StaffRole = 'admin') =>
  house.running.app.inject({ method: 'GET', url, headers: await house.signIn(role, [role]) })
const readings = () =>
  house.running.service.asSystem((tx) => tx<{ action: string; subject: string }[]>`select action, subject from kit.access order by id`)
const period = 'from=2026-11-20&to=2026-11-22'

test('keys, log and what was sent are for the admin and the data-protection officer, and nobody else', async () => {
  for (const url of [
    '/member-keys',
    '/log-state',
    `/evidence/${FORK}/content`,
    '/sent-events',
    `/sent-events/export?${period}&language=en`,
  ]) {
    for (const role of ['admin', 'data-protection-officer'] as const)
      expect([url, role, (await ask(url, role)).statusCode]).toEqual([url, role, 200])
    for (const role of ['analyst', 'shelter-worker', 'duty-officer'] as const)
      expect([url, role, (await ask(url, role)).json().code]).toEqual([url, role, 'not-allowed'])
  }
})

test('K2: members stand with their keys, ours first; a key of ours that ends within 14 days is spoken of', async () => {
  const { members, endingSoon } = (await ask('/member-keys')).json<MemberKeyList>()
  expect(members.map(({ entityId, status, self }) => [entityId, status, self])).toEqual([
    [SELF, 'live', true],
    [BWI, 'suspended', false],
    [ITF, 'live', false],
  ])
  expect(members[0]?.keys.map(({ use, until }) => [use, until.slice(0, 10)])).toEqual([
    ['enc', '2026-12-17'],
    ['sig', '2026-12-01'],
    ['enc', '2026-11-27'],
  ])
  expect(members[2]?.keys.map(({ use, revokedAt }) => [use, revokedAt])).toEqual([
    ['enc', null],
    ['sig', '2026-11-21T09:30:00.000Z'],
  ])
  expect(endingSoon.map(({ use, followed }) => [use, followed])).toEqual([
    ['enc', true],
    ['sig', false],
  ])
})

test('c13: the log stands with its newest head, its witnesses, the heads we countersigned, and evidence to take away', async () => {
  const state = (await ask('/log-state')).json<LogState>()
  expect(state.head).toMatchObject({ epoch: 1, size: 40, madeAt: '2026-11-22T09:00:00.000Z' })
  // Of the two that could witness one is suspended: the other is enough.
  expect([state.stands, state.witnessedAt]).toEqual(['witnessed', '2026-11-22T09:01:00.000Z'])
  expect(state.witnesses.map(({ member, size, newest, waitingSince }) => [member, size, newest, waitingSince])).toEqual([
    [BWI, 30, false, '2026-11-22T09:00:30.000Z'],
    [ITF, 40, true, null],
  ])
  expect(state.countersigned).toMatchObject({ total: 1, lines: [{ member: ITF, names: { en: 'union-liaison' }, epoch: 2, size: 7 }] })
  expect(state.evidence).toMatchObject({ total: 1, lines: [{ id: FORK, member: BWI, kind: 'fork' }] })
  const file = await ask(`/evidence/${FORK}/content`)
  expect([file.headers['content-disposition'], file.payload]).toEqual([
    `attachment; filename="fork-${FORK}.json"`,
    '{"kind":"ihala-log-fork"}',
  ])
  expect((await ask(`/evidence/${uuidv7()}/content`)).json().code).toBe('not-found')
})

test('K8, T26: the membership log stands with its head, and says who changed, which key is new and when it counts', async () => {
  const { membership } = (await ask('/log-state')).json<LogState>()
  expect([membership.stands, membership.witnesses]).toEqual(['not-yet', []])
  expect(membership.head).toMatchObject({ member: BWI, size: 2, at: '2026-11-22T08:30:00.000Z', names: { en: 'ministry-intake' } })
  expect(membership.changes.total).toBe(2)
  expect(membership.changes.lines[0]).toMatchObject({
    member: ITF,
    names: { en: 'union-liaison' },
    change: 'keys-changed',
    at: '2026-11-22T08:29:00.000Z',
    keys: [{ kid: 'AAAAAAAA', use: 'sig', from: '2026-11-23T09:30:00.000Z' }],
  })
  expect(membership.changes.lines.map(({ position }) => position)).toEqual([1, 0])
})

test('what left is shown with its grant and what became of it, by local days and by partner; looking is not in the access log', async () => {
  const before = (await readings()).length
  const page = (await ask(`/sent-events?${period}`)).json<SentPage>()
  expect(page.items.map(({ event, state, grant, caseId }) => [event, state, grant, caseId])).toEqual([
    ['digest-stated', 'received', null, null],
    ['digest-stated', 'expired', null, null],
    ['sections-disclosed', 'waiting', REQUEST_GRANT, barredCase],
    ['referral-progressed', 'refused', WAY_BACK_GRANT, openCase],
    ['referral-accepted', 'received', REQUEST_GRANT, openCase],
  ])
  expect(page.items[3]).toMatchObject({ refusal: 'grant-expired', to: ITF, toNames: { en: 'union-liaison' } })
  expect((await ask('/sent-events?from=2026-11-22')).json<SentPage>().items).toHaveLength(1)
  expect((await ask('/sent-events?from=2026-11-21&to=2026-11-21')).json<SentPage>().items.map(({ state }) => state)).toEqual(['expired'])
  // What was signed again left twice.
  expect((await ask('/sent-events?from=2026-11-05&to=2026-11-05')).json<SentPage>().items).toMatchObject([
    { event: 'referral-accepted', state: 'replaced', caseId: openCase, to: ITF },
  ])
  expect((await ask('/sent-events?from=2026-11-22&to=2026-11-20')).json()).toMatchObject({ code: 'body-invalid', field: 'query:/to' })
  expect((await ask('/sent-events?cursor=AAAA')).json()).toMatchObject({ code: 'body-invalid', field: 'query:/cursor' })
  expect((await ask('/sent-events?to=9999-12-31')).json()).toMatchObject({ code: 'body-invalid', field: 'query:/to' })
  expect(await readings()).toHaveLength(before)
})

test('page follows page without a gap, also to one partner', async () => {
  const seen: string[] = []
  let cursor: string | null = ''
  const sizes: number[] = []
  while (cursor !== null) {
    const { items, next }: SentPage = (
      await ask(`/sent-events?partner=${encodeURIComponent(BWI)}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).json()
    sizes.push(items.length)
    seen.push(...items.map(({ at, id }) => `${at} ${id}`))
    cursor = next
  }
  expect(sizes).toEqual([50, 50, 20])
  expect(new Set(seen).size).toBe(120)
  expect(seen).toEqual([...seen].sort().reverse())
})

test('T33: what was sent of a case somebody is barred from they do not find, neither in the list nor in the export', async () => {
  const headers = await house.signIn('barred-admin', ['admin'])
  await house.running.service.asSystem((tx) => bar(tx, house.staffId('barred-admin'), barredCase))
  const get = (url: string) => house.running.app.inject({ method: 'GET', url, headers })
  const list = await get(`/sent-events?${period}`)
  expect(list.json<SentPage>().items.map(({ event }) => event)).not.toContain('sections-disclosed')
  for (const { payload } of [list, await get(`/sent-events/export?${period}&language=en`)]) {
    expect(payload).toContain('referral-progressed')
    expect(payload).not.toContain(barredCase)
  }
})

test('L3: an export is a table in the language asked, of one period, and that it was taken away is in the access log', async () => {
  const before = (await readings()).length
  const answer = await ask(`/sent-events/export?${period}&language=ar`)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(answer.headers['content-disposition']).toBe('attachment; filename="sent-care-house-2026-11-20-2026-11-22.csv"')
  const lines = answer.payload.trimEnd().split('\r\n')
  expect(lines).toHaveLength(6)
  expect(lines[0]).toContain('بموجب الموافقة')
  expect(lines[4]).toContain('2026-11-20T08:01:00.000Z,referral-progressed,union-liaison بالعربية,https://itf.ihala.test,')
  expect((await readings()).slice(before)).toEqual([{ action: 'export-sent-events', subject: 'sent-events' }])
})

test('more than a year, or than a hundred thousand events, is not exported at once, and nothing is said to have been taken', async () => {
  const before = (await readings()).length
  const refused = async (query: string) => {
    const { code, field, rule } = (await ask(`/sent-events/export?${query}&language=en`)).json()
    return [code, field, rule]
  }
  expect(await refused('from=2025-11-21&to=2026-11-22')).toEqual(['body-invalid', 'query:/from', 'minimum'])
  expect(await refused('to=2026-11-22')).toEqual(['body-invalid', 'query:/from', 'required'])
  await house.running.service.asSystem(
    (tx) => tx`
      insert into exchange.outbox (jti, recipient, evt, hash, digest, status, next_at, expires_at, created_at)
      select left(translate(encode(sha256(('many' || n)::bytea), 'base64'), '+/=', '-_A'), 21) || 'Q', ${BWI}, 'checkpoint', 'hash', 'digest', 'closed', ${NOW}, ${NOW},
        '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n) from generate_series(1, 100000) n`,
  )
  const full = await ask('/sent-events/export?from=2026-01-01&to=2026-01-31&language=en')
  expect([full.statusCode, full.payload.split('\r\n').length]).toEqual([200, 100_002])
  await house.running.service.asSystem(
    (tx) => tx`
    insert into exchange.outbox (jti, recipient, evt, hash, digest, status, next_at, expires_at, created_at)
    values (${randomId()}, ${BWI}, 'checkpoint', 'hash', 'digest', 'closed', ${NOW}, ${NOW}, '2026-01-30T00:00:00Z')`,
  )
  expect(await refused('from=2026-01-01&to=2026-01-31')).toEqual(['body-invalid', 'query:/from', 'maxItems'])
  // What logs send by themselves is left out where it is not wanted.
  const ofJanuary = '/sent-events?from=2026-01-01&to=2026-01-31'
  expect((await ask(ofJanuary)).json<SentPage>().items).not.toEqual([])
  expect((await ask(`${ofJanuary}&log=without`)).json<SentPage>().items).toEqual([])
  expect(await readings()).toHaveLength(before + 1)
}, 60_000)
