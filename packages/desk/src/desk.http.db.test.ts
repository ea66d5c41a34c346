import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ACCEPTS, type StaffRole } from '@ihala/contract'
import { type Bus, create, createKeyring, defineService, type Running, randomId, type Tx, uuidv7 } from '@ihala/kit'
import { eventsOf, telephoneCode } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { consent, NEED } from '../test/office.ts'
import { desk } from './desk.ts'
import { insertFile } from './document/document.store.ts'
import { sealFile } from './document/document.ts'
import { insertReferral } from './referral/referral.store.ts'

const NOW = '2026-11-22T09:30:00.000Z'
const ITF = 'https://itf.ihala.test'
const away = (): Promise<never> => Promise.reject(Object.assign(new Error('away'), { name: 'BusAway' }))
const noBus: Bus = {
  tag: 'none',
  connect: away,
  publish: away,
  receive: () => {},
  onReturn: () => {},
  registry: { fetch: away, watch: () => {}, publish: away },
  isUp: () => false,
  close: () => Promise.resolve(),
}
const committee = testAnchor('https://trust-anchor.ihala.test')
let database: FreshDatabase
let house: Running
let folder = ''

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'ihala-desk-'))
  const kekFile = join(folder, 'kek')
  writeFileSync(kekFile, randomBytes(32).toString('base64url'), { mode: 0o600 })
  createKeyring(join(folder, 'keys'), kekFile, new Date(NOW))
  house = await create(
    defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }),
    {
      slug: 'care-house',
      kind: 'shelter',
      entityId: 'https://care-house.ihala.test',
      names: { ar: 'بيت الرعاية', en: 'Care House' },
      languages: ['ar', 'en'],
      timeZone: 'Asia/Qatar',
      databaseUrl: database.appUrl,
      ownerDatabaseUrl: database.ownerUrl,
      keyDir: join(folder, 'keys'),
      kekFile,
      nats: { url: 'nats://127.0.0.1:4222', credsFile: kekFile, tag: `A${'A'.repeat(55)}` },
      oidc: { issuer: 'https://id.care-house.test', clientId: 'desk', clientSecretFile: kekFile },
      port: 0,
      baseUrl: 'http://127.0.0.1:4001',
      environment: 'development',
      registry: {
        anchorKeys: committee.keys,
        networkDomain: 'ihala.test',
        anchorId: 'https://trust-anchor.ihala.test',
      },
    },
    { bus: noBus, clock: () => new Date(NOW), timers: false, logs: { level: 'silent' } },
  )
}, 60_000)
afterAll(async () => {
  await house?.stop()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

interface Asked {
  readonly body?: object | Buffer
  readonly headers?: Record<string, string>
}

/** Somebody of the house, signed in. */
async function signedIn(role: StaffRole) {
  const [id, pseudonym, cookie] = [uuidv7(), randomId(), randomBytes(32).toString('base64url')]
  await house.service.asSystem(async (tx) => {
    await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.care-house.test', ${id}, ${pseudonym}, ${[role]}, ${NOW})`
    await tx`insert into kit.session (id_hash, staff_id, csrf, created_at, seen_at) values (${createHash('sha256').update(cookie).digest()}, ${id}, 'token-of-this-test', ${NOW}, ${NOW})`
  })
  const asks = async (method: 'GET' | 'POST' | 'PUT', url: string, { body, headers = {} }: Asked = {}) => {
    const answer = await house.app.inject({
      method,
      url,
      headers: {
        cookie: `ihala_session_care-house=${cookie}`,
        'x-csrf-token': 'token-of-this-test',
        origin: 'http://127.0.0.1:4001',
        ...(method === 'POST' ? { 'idempotency-key': uuidv7() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    const said = answer.headers['content-type']?.includes('json') === true ? answer.json() : undefined
    return { status: answer.statusCode, headers: answer.headers, body: said }
  }
  return { id, pseudonym, asks }
}

const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', dateOfBirth: '1998-04-02', nationality: 'ET' }
const aReferral = async (side: 'sender' | 'recipient', personId: string | null, state: 'requested' | 'accepted', categories?: ['need']) => {
  const [id, caseId] = [uuidv7(), randomId()]
  const { caseKeys, asSystem } = house.service
  const row = { id, caseId, side, partner: ITF, state, personId, narrows: null, pseudonym: randomId() }
  const shown = consent(categories === undefined ? {} : { categories })
  await asSystem(async (tx) => {
    await caseKeys.create(tx, caseId, ['', 'need'])
    await insertReferral(
      tx,
      caseKeys,
      { ...row, consent: shown, urgency: 'tonight', needs: ['shelter'], dueAt: 'infinity', receivedAt: NOW },
      NEED,
    )
  })
  return { id, caseId }
}
const upload = (content: Buffer) => {
  const edge = 'edge-of-this-test'
  const part = (head: string) => Buffer.from(`--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`)
  const name = part('name="about"')
  const file = Buffer.from(
    `\r\n--${edge}\r\ncontent-disposition: form-data; name="file"; filename="payslip.pdf"\r\ncontent-type: application/pdf\r\n\r\n`,
  )
  const body = Buffer.concat([name, Buffer.from('payslip'), file, content, Buffer.from(`\r\n--${edge}--\r\n`)])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } }
}

test('L3: whoever saw a list, a referral or a file is found by the person, also what was read before it was known whom it is about', async () => {
  const grace = await signedIn('shelter-worker')
  const officer = await signedIn('data-protection-officer')
  const { caseKeys, asSystem } = house.service
  const { id, caseId } = await aReferral('recipient', null, 'accepted')
  expect((await grace.asks('GET', `/referrals/${id}`)).status).toBe(200)
  const [personId, fileId] = [uuidv7(), uuidv7()]
  const { entry, chunks } = sealFile(Buffer.from('%PDF-1.7 one page'), 'payslip', 'payslip.pdf')
  await asSystem(async (tx) => {
    await tx`insert into desk.person (id, created_at) values (${personId}, ${NOW})`
    await tx`update desk.referral set person_id = ${personId} where id = ${id}`
    await insertFile(tx, caseKeys, { id: fileId, owner: caseId, from: ITF, at: NOW, part: 'documents', entry })
    for (const [position, bytes] of chunks.entries())
      await tx`insert into desk.file_chunk (from_partner, file, position, of, bytes) values (${ITF}, ${entry.file}, ${position}, ${entry.chunks}, ${bytes})`
  })
  for (const url of [`/referrals/${id}`, '/people', `/files/${fileId}/content`, `/people/${personId}`]) {
    const { status, headers } = await grace.asks('GET', url)
    expect([url, status]).toEqual([url, 200])
    // T46: what a file is called may be a person's name, and goes into no header.
    expect(JSON.stringify(headers)).not.toContain('payslip')
    if (url.startsWith('/files/')) expect(headers['content-disposition']).toBe('attachment')
  }
  const { body } = await officer.asks('GET', `/people/${personId}/accesses`)
  const lines: { staff: string; action: string }[] = body.accesses
  expect(lines.map(({ action }) => action)).toEqual(['read-person', 'read-file', 'list-people', 'read-referral', 'read-referral'])
  expect(new Set(lines.map(({ staff }) => staff))).toEqual(new Set([grace.pseudonym]))
})

test('the work list and tasks are for those who work on cases, not for the admin or the analyst', async () => {
  for (const role of ['admin', 'analyst'] as const) {
    const { asks } = await signedIn(role)
    for (const url of ['/referrals?box=received', '/tasks', '/telephone-records'])
      expect([role, url, (await asks('GET', url)).body.code]).toEqual([role, url, 'not-allowed'])
    expect((await asks('GET', '/members')).status).toBe(200)
  }
  for (const role of ['shelter-worker', 'duty-officer'] as const) {
    const { asks } = await signedIn(role)
    for (const url of ['/referrals?box=received', '/tasks']) expect([role, url, (await asks('GET', url)).status]).toEqual([role, url, 200])
  }
})

test('a page of the work list has one to fifty lines; any other number is refused with its field', async () => {
  const { asks } = await signedIn('shelter-worker')
  expect((await asks('GET', '/referrals?box=sent&limit=50')).status).toBe(200)
  for (const limit of ['0', '51', '1e1', '-1', ''])
    expect((await asks('GET', `/referrals?box=sent&limit=${limit}`)).body).toMatchObject({ code: 'body-invalid', field: 'query:/limit' })
})

test('danger needs two people: one request has only one', async () => {
  const { asks } = await signedIn('shelter-worker')
  const person = await asks('POST', '/people', { body: { sections: { identity } } })
  expect(person.status, JSON.stringify(person.body)).toBe(201)
  const given = {
    basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] },
    purposes: ['shelter'],
    categories: ['need'],
    until: '2026-11-22T10:00:00.000Z',
    eraseAt: '2026-12-22T10:00:00.000Z',
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: false,
  }
  const body = { personId: person.body.id, to: ITF, step: 'request', need: NEED, consent: given, relatesTo: [] }
  expect((await asks('POST', '/referrals', { body })).body).toMatchObject({ code: 'second-person-required', field: '/consent/basis/kind' })
})

test('a key used again for another file is refused; for the same file it answers as before', async () => {
  const { asks } = await signedIn('shelter-worker')
  const { body: person } = await asks('POST', '/people', { body: { sections: { identity } } })
  const send = (text: string) => {
    const { body, headers } = upload(Buffer.from(`%PDF-1.7 ${text}`))
    return asks('POST', `/people/${person.id}/files`, { body, headers: { ...headers, 'idempotency-key': 'upload-of-this-test' } })
  }
  const first = await send('one')
  expect(first.status, JSON.stringify(first.body)).toBe(201)
  expect((await send('one')).body).toEqual(first.body)
  expect((await send('two')).body.code).toBe('idempotency-key-reused')
})

test('a note of the sender names nobody whose identity was not opened', async () => {
  const { asks } = await signedIn('shelter-worker')
  const { body: person } = await asks('POST', '/people', { body: { sections: { identity } } })
  const note = async (categories?: ['need']) => {
    const { id } = await aReferral('sender', person.id, 'accepted', categories)
    return (await asks('POST', `/referrals/${id}/note`, { body: { text: 'Bekele comes at eight' }, headers: { 'if-match': '"1"' } })).body
  }
  expect(await note(['need'])).toMatchObject({ code: 'need-names-person', field: '/text' })
  // With the identity opened it gets as far as the bus of this test, which knows nobody.
  expect((await note()).code).not.toBe('need-names-person')
})

test('the text of a need is tried before consent is asked for: what names somebody is refused at its field, and nothing is kept', async () => {
  const { asks } = await signedIn('shelter-worker')
  const { body: person } = await asks('POST', '/people', { body: { sections: { identity } } })
  const tried = (note: string) => asks('POST', '/drafts/note', { body: { personId: person.id, note } })
  for (const note of ['call +974 5500 4127', 'Bekele comes alone'])
    expect((await tried(note)).body).toMatchObject({ code: 'need-names-person', field: '/need/note' })
  expect(await tried('Comes with one bag')).toMatchObject({ status: 200, body: {} })
  expect((await asks('GET', '/drafts')).body).toEqual({ drafts: [] })
})

test('the admin sees how the exchange stands and the analyst guarded counts, each only their own', async () => {
  await aReferral('sender', null, 'requested')
  const [admin, analyst] = [await signedIn('admin'), await signedIn('analyst')]
  const drop = (tx: Tx) => tx`insert into exchange.bus_drop (id, at) values (${uuidv7()}, ${NOW})`
  await house.service.asSystem(drop)
  const state = await admin.asks('GET', '/exchange-state')
  expect([state.status, state.body]).toMatchObject([
    200,
    {
      linkUp: false,
      bus: { operator: '127.0.0.1:4222', dropped: 1, lastAt: NOW },
      waitingRoom: { total: 0 },
      quarantine: { lines: [] },
      comparisons: { differences: 0, lines: [] },
    },
  ])
  const counts = await analyst.asks('GET', '/referral-counts')
  expect(counts.body.rows).toContainEqual({ side: 'sender', state: 'requested', count: 'few' })
  expect((await admin.asks('GET', '/referral-counts')).body.code).toBe('not-allowed')
  expect((await analyst.asks('GET', '/exchange-state')).body.code).toBe('not-allowed')
})

test('c7: the admin, and nobody else, compares with a partner now; how that stands is seen', async () => {
  const [admin, worker] = [await signedIn('admin'), await signedIn('shelter-worker')]
  const partner = 'https://bwi.ihala.test'
  const compare = (who: typeof admin, key = uuidv7()) =>
    who.asks('POST', '/comparisons', { body: { with: partner }, headers: { 'idempotency-key': key } })
  expect((await compare(worker)).body.code).toBe('not-allowed')
  expect((await admin.asks('POST', '/comparisons', { body: { with: 'bwi' } })).body.code).toBe('body-invalid')

  // The committee says who both are.
  const { registry, keyring, organisation } = house.service
  const iat = Date.parse(NOW) / 1000
  const published = (
    use: 'sig' | 'enc',
    key: { readonly kid: string; readonly jwk: { kty: 'OKP'; crv: 'Ed25519' | 'X25519'; x: string } },
  ) => {
    const { kty, crv, x } = key.jwk
    return { kty, crv, x, kid: key.kid, use, nbf: iat - 60, exp: iat + 3600 }
  }
  const fresh = (use: 'sig' | 'enc') => {
    const pair = use === 'sig' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')
    const { x = '' } = pair.publicKey.export({ format: 'jwk' })
    const jwk = { crv: use === 'sig' ? ('Ed25519' as const) : ('X25519' as const), kty: 'OKP' as const, x }
    return published(use, { jwk, kid: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url') })
  }
  const own = [published('sig', keyring.signing), ...keyring.encryption.map((key) => published('enc', key))]
  const member = (sub: string, kind: string, keys: typeof own) =>
    committee.says({
      iss: committee.anchor.iss,
      sub,
      iat,
      exp: iat + 3600,
      jwks: { keys },
      metadata: {
        ihala_member: {
          kind,
          names: { ar: kind, en: kind },
          status: 'live',
          bus_tag: `A${kind
            .toUpperCase()
            .replace(/[^A-Z]/g, '')
            .padEnd(55, 'X')}`,
          sends: eventsOf(kind),
          accepts: ACCEPTS,
          serves: [],
          takes: [],
        },
      },
    })
  expect((await compare(admin)).body.code).toBe('event-not-for-this-role')
  expect(await registry.hear(member(organisation.entityId, 'shelter', own))).toBe(true)
  expect((await compare(admin)).body.code).toBe('recipient-unknown')
  expect(await registry.hear(member(partner, 'union-liaison', [fresh('sig'), fresh('enc')]))).toBe(true)

  const key = uuidv7()
  const asked = await compare(admin, key)
  expect(asked).toMatchObject({ status: 202, body: { with: partner, statedAt: NOW } })
  expect(await compare(admin, key)).toMatchObject({ status: asked.status, body: asked.body })
  const sent = await house.service.asSystem((tx) => tx`select evt from exchange.outbox where recipient = ${partner}`)
  expect([...sent]).toEqual([{ evt: 'digest-stated' }])
  const seen = await admin.asks('GET', '/exchange-state')
  expect(seen.status, JSON.stringify(seen.body)).toBe(200)
  const { comparisons } = seen.body
  const names = { ar: 'union-liaison', en: 'union-liaison' }
  expect(comparisons.lines).toContainEqual({ partner, with: names, state: 'stated', at: NOW, agreedAt: null, differences: 0 })
  await house.service.asSystem(async (tx) => {
    await tx`
      insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
      values (${randomId()}, ${ITF}, 'sender', 'requested', false, 'sender', 0, 0)`
    await tx`update exchange.pair_digest set outcome = 'agreed', heard_at = ${NOW} where partner = ${partner}`
  })
  const later = (await admin.asks('GET', '/exchange-state')).body.comparisons.lines
  expect(later).toContainEqual({ partner, with: names, state: 'agreed', at: NOW, agreedAt: NOW, differences: 0 })
  expect(later).toContainEqual({ partner: ITF, with: null, state: 'never', at: null, agreedAt: null, differences: 0 })
})

test('D11: whoever saves second sees what is there now, who put it there and where it differs; nothing is overwritten', async () => {
  const [grace, noora] = [await signedIn('shelter-worker'), await signedIn('shelter-worker')]
  const officer = await signedIn('data-protection-officer')
  const { body: made } = await grace.asks('POST', '/people', { body: { sections: { identity } } })
  const put = (who: typeof grace, sections: object, version: number) =>
    who.asks('PUT', `/people/${made.id}`, { body: { sections }, headers: { 'if-match': `"${version}"` } })
  expect((await put(noora, { identity: { ...identity, nationality: 'ER' } }, 1)).status).toBe(200)
  const { status, body } = await put(grace, { identity, contact: { telephone: '+97455500001' } }, 1)
  expect([status, body.code]).toEqual([409, 'version-conflict'])
  expect(body.facts).toMatchObject({
    seen: 1,
    current: 2,
    changedBy: { en: '–' },
    now: { version: 2, sections: { identity: { nationality: 'ER' } } },
    differs: ['/sections/contact', '/sections/identity/nationality'],
  })
  // L3: what the answer showed was a look at the file.
  const { body: log } = await officer.asks('GET', `/people/${made.id}/accesses`)
  expect(
    log.accesses.filter(({ staff, action }: { staff: string; action: string }) => staff === grace.pseudonym && action === 'read-person'),
  ).toHaveLength(1)
})

test('D11: an act on a referral that moved on shows the referral as it is now', async () => {
  const { asks } = await signedIn('shelter-worker')
  const { id } = await aReferral('recipient', null, 'requested')
  await house.service.asSystem((tx) => tx`update desk.referral set version = 2 where id = ${id}`)
  const { status, body } = await asks('POST', `/referrals/${id}/open`, { body: {}, headers: { 'if-match': '"1"' } })
  expect([status, body.facts.seen, body.facts.current, body.facts.now.referral.id, body.facts.changedBy]).toEqual([409, 1, 2, id, null])
})

test('J-9: a call that cannot be is refused with its field', async () => {
  const { asks } = await signedIn('shelter-worker')
  const code = telephoneCode(Uint8Array.of(1, 2, 3, 4, 5, 6, 7))
  const need = { needs: ['shelter'], urgency: 'tonight', sex: 'female', ageBand: '25-34', languages: ['amh'], others: 0 }
  const call = { partner: ITF, code, need, answer: 'accepted', at: NOW }
  const refused = async (change: object) => {
    const { body } = await asks('POST', '/telephone-records', { body: { ...call, ...change } })
    return [body.code, body.field]
  }
  expect(await refused({ code: `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}` })).toEqual(['body-invalid', '/code'])
  expect(await refused({ at: '2026-11-22T11:00:00.000Z' })).toEqual(['body-invalid', '/at'])
  expect(await refused({ answer: 'declined' })).toEqual(['body-invalid', '/rejection'])
  expect(await refused({ need: { ...need, note: 'she is called Hirut' } })).toEqual(['body-invalid', '/need/note'])
  expect(await refused({ partner: 'https://care-house.ihala.test' })).toEqual(['recipient-same', '/partner'])
  // The bus of this test knows nobody.
  expect(await refused({})).toEqual(['recipient-unknown', '/partner'])
})
