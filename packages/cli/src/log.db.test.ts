import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MemberKey } from '@ihala/contract'
import { openPool, uuidv7 } from '@ihala/kit'
import {
  appendLeaves,
  citing,
  consistencyProof,
  cosign,
  forkOf,
  makeLeaf,
  memoryTree,
  nameOf,
  numberLeaves,
  originOf,
  rootAt,
  signCheckpoint,
  sqlTree,
  type Tx,
} from '@ihala/ledger'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey } from '@ihala/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAnchor } from '../../../test/kit/anchor.ts'
import { chanceOf } from '../../../test/kit/chance.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { seed } from '../../../test/kit/seed.ts'
import { anOrganisation, type Organisation } from '../test/organisation.ts'
import { command } from './command.ts'
import { EXIT } from './options.ts'

const LEAVES = 700
const HEADS = [300, 520, 700]
const COMMITTEE = 'https://national-committee.network.example'
const at = Math.floor(Date.now() / 1000)
const anchor = testAnchor(COMMITTEE)
const witnesses = ['lawyers', 'itf', 'ministry'].map((slug) => ({
  member: `https://${slug}.network.example`,
  kind: slug === 'ministry' ? 'ministry-intake' : 'legal-aid',
  ring: memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] }),
}))
let house: Organisation
let database: FreshDatabase
let within: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
let close: () => Promise<void>
const notes: string[] = []
const leaves: Buffer[] = []

const signing = (jwk: { readonly x: string }, kid: string): MemberKey => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: jwk.x,
  kid,
  use: 'sig',
  nbf: at - 86_400,
  exp: at + 86_400,
})
const statement = (sub: string, kind: string, key: MemberKey): string =>
  anchor.says({
    iss: COMMITTEE,
    sub,
    iat: at,
    exp: at + 3600,
    jwks: { keys: [key] },
    metadata: {
      ihala_member: {
        kind,
        names: { ar: 'مؤسسة', en: sub },
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: [],
        accepts: {},
        takes: [],
        serves: [],
      },
    },
  })
const ourSigner = () => ({ publicKey: Buffer.from(house.keyring.signing.jwk.x, 'base64url'), sign: house.keyring.sign })

beforeAll(async () => {
  database = await freshDatabase()
  house = await anOrganisation(database)
  const config = { ...house.config, registry: { ...house.config.registry, anchorId: COMMITTEE, anchorKeys: anchor.keys } }
  writeFileSync(house.at('config.json'), JSON.stringify(config))
  writeFileSync(house.at('anchors.json'), JSON.stringify([{ iss: COMMITTEE, keys: anchor.keys }]))
  const pool = openPool(config.databaseUrl, { max: 1, name: 'test', actor: 'system' })
  within = async (work) => (await pool.begin(work)) as never
  close = () => pool.end()
  const origin = originOf(config.entityId, 1)
  for (const size of HEADS) {
    await within(async (tx) => {
      const made = Array.from({ length: size - leaves.length }, (_, n) =>
        makeLeaf(uuidv7(), { act: 'sent', event: `${leaves.length + n}` }),
      )
      await appendLeaves(tx, made)
      await numberLeaves(tx)
      leaves.push(...made.map(({ hash }) => hash))
      const root = await rootAt(sqlTree(tx), size)
      const note = signCheckpoint({ origin, size, root, extensions: [] }, ourSigner())
      notes.push(note)
      await tx`insert into ledger.checkpoint (epoch, size, root, note, made_at, stated_at) values (1, ${size}, ${root}, ${note}, now(), now())`
      for (const { member, ring } of witnesses) {
        const line = cosign(note, at, { name: nameOf(member), publicKey: Buffer.from(ring.signing.jwk.x, 'base64url'), sign: ring.sign })
        await tx`insert into ledger.cosignature (epoch, size, member, line, signed_at) values (1, ${size}, ${member}, ${line}, now())`
      }
    })
  }
  const said = [
    [config.entityId, statement(config.entityId, 'shelter', signing(house.keyring.signing.jwk, house.keyring.signing.kid))],
    ...witnesses.map(({ member, kind, ring }) => [member, statement(member, kind, signing(ring.signing.jwk, ring.signing.kid))]),
  ]
  for (const [subject = '', jws = ''] of said)
    await house.admin`insert into exchange.registry_statement (subject, jws, heard_at) values (${subject}, ${jws}, now())`
})
afterAll(async () => {
  await close?.()
  await house?.close()
  await database?.drop()
})

async function ihala(...args: string[]) {
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  const code = await command(args, { environment: {}, now: () => new Date(), say, print: say })
  return { code, said: lines.join('\n') }
}
const settings = (): string[] => ['--config', house.at('config.json')]
const logVerify = async () => {
  const { code, said } = await ihala('log', 'verify', ...settings(), '--json')
  return { code, found: JSON.parse(said) as { outcome: string; index?: number; fault?: string; size?: number } }
}

/** What a superuser does to the tables, and undoes: all of it in copies that are put back. */
async function changed(change: () => Promise<unknown>): Promise<Awaited<ReturnType<typeof logVerify>>> {
  const tables = ['leaf', 'leaf_content', 'subtree', 'checkpoint']
  for (const table of tables) await house.admin.unsafe(`create table public.kept_${table} as table ledger.${table}`)
  try {
    await change()
    return await logVerify()
  } finally {
    for (const table of tables)
      await house.admin.unsafe(
        `delete from ledger.${table}; insert into ledger.${table} select * from public.kept_${table}; drop table public.kept_${table}`,
      )
  }
}

test('T28 the whole own log is verified by the command, and each change by a superuser is found at its first index', async () => {
  expect(await logVerify()).toMatchObject({ code: EXIT.done, found: { outcome: 'whole', size: LEAVES, erased: 0, unnumbered: 0 } })
  expect((await ihala('log', 'verify', ...settings())).said).toContain(`The log is whole: ${LEAVES} lines`)
  expect((await ihala('log', 'verify', ...settings(), '--lang', 'ar')).said).toContain('السجل كامل')
  const { admin } = house
  const chance = chanceOf(seed())
  const place = Math.floor(chance() * LEAVES)
  const swapped = makeLeaf(uuidv7(), { act: 'received', event: 'another' })
  const cases: [string, number | undefined, () => Promise<unknown>][] = [
    [
      'content-changed',
      place,
      () => admin`update ledger.leaf_content set event = '{}' where leaf_id = (select id from ledger.leaf where position = ${place})`,
    ],
    ['leaf-missing', place, () => admin`delete from ledger.leaf where position = ${place}`],
    [
      'leaf-replaced',
      place,
      async () => {
        await admin`delete from ledger.leaf_content where leaf_id = (select id from ledger.leaf where position = ${place})`
        await admin`update ledger.leaf set hash = ${swapped.hash} where position = ${place}`
      },
    ],
    ['subtree-changed', 256, () => admin`update ledger.subtree set hash = ${swapped.hash} where height = 8 and place = 1`],
    ['log-shortened', 650, () => admin`delete from ledger.leaf where position >= 650`],
    ['head-changed', 300, () => rewritten(400)],
    ['head-not-signed', 0, () => admin`update ledger.checkpoint set note = replace(note, ${`/log/1\n520`}, ${`/log/1\n521`})`],
  ]
  for (const [fault, index, change] of cases) {
    expect(await changed(change), `seed ${seed()}: ${fault}`).toEqual({ code: EXIT.wrong, found: { outcome: 'broken', fault, index } })
  }
  expect((await logVerify()).code).toBe(EXIT.done)
})

/** A leaf is replaced, and all that is computed from it is computed again: only the signed heads still say what was there. */
async function rewritten(from: number): Promise<void> {
  const other = makeLeaf(uuidv7(), { act: 'sent', event: 'as if' })
  await house.admin`update ledger.leaf set hash = ${other.hash} where position = ${from}`
  await house.admin`update ledger.leaf_content set salt = ${other.salt}, event = ${other.event} where leaf_id = (select id from ledger.leaf where position = ${from})`
  await house.admin.unsafe(`do $$ declare one record; running bytea := ''; begin
    for one in select id, hash from ledger.leaf where position is not null order by position loop
      running := sha256(running || one.hash); update ledger.leaf set link = running where id = one.id; end loop; end $$`)
}

test('T28 a superuser who also signs new heads with a key of their own is found: a key that only the database names is nobody’s', async () => {
  const thief = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  const found = await changed(async () => {
    await rewritten(10)
    const signer = { publicKey: Buffer.from(thief.signing.jwk.x, 'base64url'), sign: thief.sign }
    const root = Buffer.alloc(32, 7)
    const note = signCheckpoint({ origin: originOf(house.config.entityId, 1), size: LEAVES, root, extensions: [] }, signer)
    await house.admin`delete from ledger.checkpoint`
    await house.admin`delete from ledger.subtree`
    await house.admin`insert into ledger.checkpoint (epoch, size, root, note, made_at, stated_at) values (1, ${LEAVES}, ${root}, ${note}, now(), now())`
  })
  expect(found).toMatchObject({ code: EXIT.wrong, found: { outcome: 'broken' } })
})

test('c13 a log is exported, checks offline in both languages, and every altered copy is refused and the first wrong line named', async () => {
  const file = house.at('log.jsonl')
  expect(await ihala('log', 'export', ...settings(), '--to', file)).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining(`${LEAVES} lines and ${HEADS.length} signed heads`),
  })
  expect((await ihala('log', 'export', ...settings(), '--to', file)).said).toContain('is there already')
  const check = (path: string, ...more: string[]) => ihala('verify', path, '--anchors', house.at('anchors.json'), ...more)
  expect(await check(file)).toMatchObject({ code: EXIT.done, said: expect.stringContaining('had seen it up to head 700') })
  expect((await check(file, '--lang', 'ar')).said).toContain('700 من السطور')
  expect(JSON.parse((await check(file, '--json')).said)).toMatchObject({
    holds: true,
    kind: 'log',
    proven: { size: LEAVES, heads: 3, witnessedUpTo: { size: 700 }, anchorsPinned: true },
  })
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  // The start, the leaves and, after their last leaf, the heads.
  const lineOf = (leaf: number): number => 1 + leaf + HEADS.filter((size) => size <= leaf).length
  const other = makeLeaf(uuidv7(), { act: 'sent', event: 'as if' })
  const made = JSON.stringify({
    hash: other.hash.toString('base64url'),
    content: { salt: other.salt.toString('base64url'), event: other.event },
  })
  const altered: [string, string, (copy: string[]) => void][] = [
    ['leaf-not-in-the-log', '/leaves/42', (copy) => copy.splice(lineOf(42), 1, (copy[lineOf(42)] ?? '').replace('sent', 'read'))],
    ['not-these-leaves', '/leaves/300', (copy) => copy.splice(lineOf(400), 1, made)],
    ['not-these-leaves', '/leaves/520', (copy) => copy.splice(lineOf(600), 1)],
    ['not-these-leaves', '/leaves/0', (copy) => copy.splice(lineOf(5), 0, made)],
    ['not-these-leaves', '/leaves/300', (copy) => copy.splice(lineOf(301), 2, copy[lineOf(302)] ?? '', copy[lineOf(301)] ?? '')],
    ['log-cut-short', '/leaves/600', (copy) => copy.splice(lineOf(600))],
    ['cosignature-invalid', '/heads/1', (copy) => copy.splice(lineOf(520) - 1, 1, (copy[lineOf(520) - 1] ?? '').replace('520', '519'))],
    [
      'cosignature-invalid',
      '/heads/0',
      (copy) => copy.splice(lineOf(300) - 1, 1, (copy[lineOf(300) - 1] ?? '').replace(/.{8}\\n"\}$/, 'AAAAAAA=\\n"}')),
    ],
    ['not-a-log', '/leaves/9', (copy) => copy.splice(lineOf(9), 1, '{"hash":"short"}')],
    ['duplicate-key', '/leaves/9', (copy) => copy.splice(lineOf(9), 1, (copy[lineOf(9)] ?? '').replace('{', '{"hash":"",'))],
    [
      'statement-not-signed',
      '/statements/0',
      (copy) => copy.splice(0, 1, (copy[0] ?? '').replace(/"statements":\["(.{900}).{4}/, '"statements":["$1AAAA')),
    ],
  ]
  for (const [code, where, alter] of altered) {
    const copy = [...lines]
    alter(copy)
    writeFileSync(house.at('altered'), `${copy.join('\n')}\n`)
    const { code: exit, said } = await check(house.at('altered'), '--json')
    const found: { wrong: { code: string; where: string } } = JSON.parse(said)
    if (code === 'statement-not-signed')
      expect(['statement-not-signed', 'jws-malformed', 'not-json', 'duplicate-key']).toContain(found.wrong.code)
    else expect([exit, found.wrong]).toEqual([EXIT.wrong, { code, where }])
  }
})

test('T29 an older state put back in silence verifies by itself, and not against an export that was kept elsewhere', async () => {
  const file = house.at('kept.jsonl')
  await ihala('log', 'export', ...settings(), '--to', file)
  const against = async () => JSON.parse((await ihala('log', 'verify', ...settings(), '--against', file, '--json')).said)
  expect(await against()).toMatchObject({ outcome: 'whole' })
  let alone: unknown
  const { admin } = house
  const verdict = await changed(async () => {
    await admin`delete from ledger.leaf where position >= 520 or position is null`
    await admin`delete from ledger.leaf_content where leaf_id not in (select id from ledger.leaf)`
    await admin`delete from ledger.subtree where (place + 1) * 256 > 520`
    await admin`delete from ledger.checkpoint where size > 520`
    alone = await against()
  })
  expect(verdict.found).toMatchObject({ outcome: 'whole', size: 520 })
  expect(alone).toEqual({ outcome: 'broken', fault: 'log-shortened', index: 520 })
})

test('T31 a fork that was found is written into a file that checks from itself alone; every altered copy is refused', async () => {
  const { admin } = house
  const origin = originOf(house.config.entityId, 1)
  const other = leaves.map((hash, n) => (n < 450 ? hash : makeLeaf(uuidv7(), { n }).hash))
  const tree = memoryTree({ size: 0, hashes: [] }, other)
  const head = async (size: number) => signCheckpoint({ origin, size, root: await rootAt(tree, size), extensions: [] }, ourSigner())
  const forks = [
    forkOf(notes[1] ?? '', await head(520), await rootAt(tree, 520), []),
    forkOf(notes[1] ?? '', await head(640), await rootAt(tree, 520), await consistencyProof(tree, 520, 640)),
  ]
  for (const [n, fork] of forks.entries())
    await admin`insert into ledger.evidence (id, member, kind, name, file, at) values (${uuidv7()}, ${house.config.entityId}, 'fork', ${`fork ${n}`}, ${JSON.stringify(fork)}, now())`
  const folder = house.at('forks')
  mkdirSync(folder)
  const written = (await ihala('log', 'forks', ...settings(), '--to', folder)).said.split('\n').slice(0, -1)
  expect(written).toHaveLength(2)
  const anchors = ['--anchors', house.at('anchors.json')]
  const chance = chanceOf(seed())
  for (const file of written) {
    const whole = await ihala('verify', file, ...anchors)
    expect(whole).toMatchObject({ code: EXIT.done, said: expect.stringContaining('keeps two logs under one name') })
    expect((await ihala('verify', file)).said).toContain('compare them with those you know')
    expect((await ihala('verify', file, '--lang', 'ar')).said).toContain('سجلّان باسم واحد')
    const fork = JSON.parse(readFileSync(file, 'utf8'))
    const check = async (copy: object | string) => {
      writeFileSync(house.at('copy'), typeof copy === 'string' ? copy : JSON.stringify(copy))
      const { code, said } = await ihala('verify', house.at('copy'), ...anchors, '--json')
      return { code, wrong: JSON.parse(said).wrong }
    }
    expect(await check({ ...fork, newer: fork.older, root: fork.root, proof: [] })).toMatchObject({ wrong: { code: 'fork-not-proven' } })
    expect(await check({ ...fork, root: fork.older.split('\n')[2] })).toMatchObject({ wrong: { code: 'fork-not-proven' } })
    expect(await check({ ...fork, proof: [...fork.proof, fork.root] })).toMatchObject({ wrong: { code: 'fork-not-proven' } })
    expect(await check({ ...fork, statements: [] })).toEqual({ code: EXIT.wrong, wrong: { code: 'key-unknown', where: '/older' } })
    expect(await check({ ...fork, more: 1 })).toMatchObject({ wrong: { code: 'not-a-fork' } })
    expect(
      await check({
        ...fork,
        newer: signCheckpoint(
          {
            origin: originOf(house.config.entityId, 2),
            size: 640,
            root: Buffer.alloc(32),
            extensions: [citing({ origin, size: 520, root: Buffer.alloc(32), extensions: [] })],
          },
          ourSigner(),
        ),
      }),
    ).toMatchObject({ wrong: { code: 'not-of-one-log' } })
    // The kept proof of the service, to which whoever checks adds who is who.
    const { anchors: _, statements, ...bare } = fork
    expect(await check(bare)).toMatchObject({ wrong: { code: 'key-unknown' } })
    writeFileSync(house.at('statements'), JSON.stringify(statements))
    expect((await ihala('verify', house.at('copy'), ...anchors, '--statements', house.at('statements'))).code).toBe(EXIT.done)
    for (const field of ['older', 'newer', 'root', 'statements'] as const) {
      for (let flip = 0; flip < 15; flip += 1) {
        const value: string = field === 'statements' ? fork.statements[0] : fork[field]
        const place = Math.floor(chance() * value.length)
        const flipped = `${value.slice(0, place)}${value[place] === 'x' ? 'y' : 'x'}${value.slice(place + 1)}`
        const copy = { ...fork, [field]: field === 'statements' ? [flipped] : flipped }
        expect((await check(copy)).code, `seed ${seed()}: ${field} ${place}`).toBe(EXIT.wrong)
      }
    }
  }
})

test('T31 a fork signed with a key that was revoked is told as such: whoever stole it may have signed', async () => {
  const origin = originOf(house.config.entityId, 1)
  const head = (fill: number) => signCheckpoint({ origin, size: 9, root: Buffer.alloc(32, fill), extensions: [] }, ourSigner())
  const revoked = { ...signing(house.keyring.signing.jwk, house.keyring.signing.kid), revokedAt: at - 60 }
  const fork = {
    ...forkOf(head(1), head(2), Buffer.alloc(32, 2), []),
    anchors: [{ iss: COMMITTEE, keys: anchor.keys }],
    statements: [statement(house.config.entityId, 'shelter', revoked)],
  }
  writeFileSync(join(house.folder, 'revoked'), JSON.stringify(fork))
  const { code, said } = await ihala('verify', house.at('revoked'))
  expect(code).toBe(EXIT.done)
  expect(said).toContain('whoever stole it may have signed')
})
