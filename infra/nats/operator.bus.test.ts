import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createInbox, credsAuthenticator, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admitToBus, type Bus, type BusMember, expelFromBus, startBus } from './operator.ts'
import { findBusServerProgram } from './server.ts'
import {
  INBOX_FACTS,
  inboxFactsSubject,
  pullSubject,
  REGISTRY_LIVE,
  REGISTRY_READ,
  REGISTRY_STORED,
  registryReadOne,
  registrySubject,
  sendSubject,
} from './subjects.ts'

const dir = mkdtempSync(join(tmpdir(), 'ihala-bus-'))
const members: Record<string, BusMember & { connection: NatsConnection }> = {}
let bus: Bus

async function admit(slug: string, publishesRegistry = false): Promise<void> {
  const member = await admitToBus(bus, { slug, publishesRegistry })
  members[slug] = { ...member, connection: await connectWith(member.credsFile) }
}

async function connectWith(credsFile: string): Promise<NatsConnection> {
  const connection = await connect({ servers: bus.url, authenticator: credsAuthenticator(readFileSync(credsFile)), reconnect: false })
  return connection
}

function member(slug: string): BusMember & { connection: NatsConnection } {
  const found = members[slug]
  if (!found) throw new Error(`nobody admitted ${slug}`)
  return found
}

/** Sends as `from`, claiming to be `claimed`; answers what the bus said. */
async function send(from: string, to: string, body: Uint8Array, claimed = from): Promise<{ seq?: number; error?: { err_code?: number } }> {
  const digest = createHash('sha256').update(body).digest('base64url')
  const answer = await member(from).connection.request(sendSubject(member(to).tag, member(claimed).tag, digest), body, { timeout: 1500 })
  return answer.json()
}

/** Pulls one message of `owner`'s stream over `by`'s connection; undefined when nothing waits. */
async function pullOne(owner: string, by = owner): Promise<Msg | undefined> {
  const { connection } = member(by)
  const inbox = createInbox()
  const subscription = connection.subscribe(inbox, { max: 1, timeout: 1500 })
  connection.publish(pullSubject(member(owner).tag), JSON.stringify({ batch: 1, expires: 1e9 }), { reply: inbox })
  for await (const message of subscription) return message.headers?.code ? undefined : message
  return undefined
}

beforeAll(async () => {
  bus = await startBus({ dir, source: { program: findBusServerProgram(join(import.meta.dirname, '../..')) } })
  await admit('ministry-of-labour')
  await admit('care-house')
  await admit('lawyers-association')
  await admit('national-committee', true)
})

afterAll(async () => {
  for (const one of Object.values(members)) await one.connection.close()
  await bus.stop()
  rmSync(dir, { recursive: true, force: true })
})

test('a message is sent, pulled and acknowledged twice over; its republish is refused while it waits', async () => {
  const body = randomBytes(300)
  expect(await send('ministry-of-labour', 'care-house', body)).toMatchObject({ stream: member('care-house').tag })
  expect((await send('ministry-of-labour', 'care-house', body)).error?.err_code).toBe(10077)

  const message = await pullOne('care-house')
  expect(message?.subject.split('.')[2]).toBe(member('ministry-of-labour').tag)
  expect(Buffer.from(message?.data ?? [])).toEqual(body)
  const acknowledged = await member('care-house').connection.request(message?.reply ?? '', '+ACK', { timeout: 1500 })
  expect(acknowledged.string()).toBe('')

  expect((await send('ministry-of-labour', 'care-house', body)).error).toBeUndefined()
  const again = await pullOne('care-house')
  await member('care-house').connection.request(again?.reply ?? '', '+ACK', { timeout: 1500 })
})

test("nobody sends under another sender's tag", async () => {
  await expect(send('ministry-of-labour', 'care-house', randomBytes(40), 'lawyers-association')).rejects.toThrow(/permission/i)
})

test("nobody reads or acknowledges on another's stream", async () => {
  await send('ministry-of-labour', 'care-house', randomBytes(50))
  await expect(
    member('lawyers-association').connection.request(pullSubject(member('care-house').tag), '{"batch":1}', { timeout: 1500 }),
  ).rejects.toThrow(/permission/i)

  const waiting = await pullOne('care-house')
  await expect(member('lawyers-association').connection.request(waiting?.reply ?? '', '+ACK', { timeout: 1500 })).rejects.toThrow(
    /permission/i,
  )
  const info = await bus.operator.streams.streams.info(member('care-house').tag)
  expect(info.state.messages).toBe(1)
  await member('care-house').connection.request(waiting?.reply ?? '', '+ACK', { timeout: 1500 })
})

test('T11: a member sees how its own stream is set, and no other', async () => {
  const facts: object = (await member('care-house').connection.request(INBOX_FACTS, '', { timeout: 1500 })).json()
  expect(facts).toMatchObject({
    config: {
      name: member('care-house').tag,
      retention: 'workqueue',
      discard: 'new',
      max_msgs_per_subject: 1,
      discard_new_per_subject: true,
    },
  })
  const other = member('lawyers-association').connection
  await expect(other.request(inboxFactsSubject(member('care-house').tag), '', { timeout: 1500 })).rejects.toThrow(/permission/i)
})

test('a user without limits of its own is still held by its account', async () => {
  // What a stolen account key could make: the server must refuse by the account's imports alone.
  const { memberKey } = await import('./keys.ts')
  const { createUser } = await import('@nats-io/nkeys')
  const { encodeUser } = await import('@nats-io/jwt')
  const { jwtAuthenticator } = await import('@nats-io/transport-node')
  const user = createUser()
  const jwt = await encodeUser('unlimited', user, memberKey(bus.operator.dir, 'lawyers-association'), {})
  const connection = await connect({ servers: bus.url, authenticator: jwtAuthenticator(jwt, user.getSeed()) })
  const digest = randomBytes(32).toString('base64url')
  const refused = async (subject: string): Promise<void> => {
    await expect(connection.request(subject, 'x', { timeout: 400 })).rejects.toThrow(/no responders|timeout/i)
  }
  await refused(sendSubject(member('care-house').tag, member('ministry-of-labour').tag, digest))
  await refused(pullSubject(member('care-house').tag))
  await refused(registrySubject('forged'))
  for (const subject of ['$JS.API.STREAM.NAMES', inboxFactsSubject(member('care-house').tag)]) {
    const answer: { error?: { code?: number } } = (await connection.request(subject, '', { timeout: 1500 })).json()
    expect(answer).toMatchObject({ error: { code: 503 } })
    expect(answer).not.toHaveProperty('config')
  }
  expect((await bus.operator.streams.streams.info(member('care-house').tag)).state.messages).toBe(0)
  await connection.close()
})

test('the committee publishes the registry, everybody hears and reads it, nobody else publishes', async () => {
  const heard: string[] = []
  const subscription = member('care-house').connection.subscribe(REGISTRY_LIVE, { max: 1, timeout: 3000 })
  await member('care-house').connection.flush()
  const committee = member('national-committee').connection
  await committee.request(registrySubject('one'), 'first', { timeout: 1500 })
  for await (const message of subscription) heard.push(message.string())
  expect(heard).toEqual(['first'])

  await committee.request(registrySubject('one'), 'second', { timeout: 1500 })
  await committee.request(registrySubject('two'), 'other', { timeout: 1500 })
  const reader = member('lawyers-association').connection
  expect((await reader.request(registryReadOne('one'), '', { timeout: 1500 })).string()).toBe('second')

  const all: string[] = []
  for (let seq = 1; ; ) {
    const answer = await reader.request(REGISTRY_READ, JSON.stringify({ seq, next_by_subj: REGISTRY_STORED }), { timeout: 1500 })
    if (answer.headers?.code) {
      expect(answer.headers.code).toBe(404)
      break
    }
    all.push(answer.string())
    seq = Number(answer.headers?.get('Nats-Sequence')) + 1
  }
  expect(all).toEqual(['second', 'other'])
  await expect(reader.request(registrySubject('one'), 'forged', { timeout: 1500 })).rejects.toThrow(/permission/i)
})

test('an organisation is added to the running server, and everybody stays connected', async () => {
  const before = bus.pid()
  await admit('hospital')
  await send('hospital', 'care-house', randomBytes(60))
  const message = await pullOne('care-house')
  expect(message?.subject.split('.')[2]).toBe(member('hospital').tag)
  await member('care-house').connection.request(message?.reply ?? '', '+ACK', { timeout: 1500 })
  expect(bus.pid()).toBe(before)
  expect(member('ministry-of-labour').connection.isClosed()).toBe(false)

  const again = await admitToBus(bus, { slug: 'hospital', publishesRegistry: false })
  expect(again).toEqual({ tag: member('hospital').tag, credsFile: member('hospital').credsFile })
})

test('credentials of an earlier release, which lack a permission, are issued anew', async () => {
  const { memberKey } = await import('./keys.ts')
  const { createUser } = await import('@nats-io/nkeys')
  const { encodeUser, fmtCreds } = await import('@nats-io/jwt')
  const { credsFile } = member('hospital')
  const issued = readFileSync(credsFile, 'utf8')
  await admitToBus(bus, { slug: 'hospital', publishesRegistry: false })
  expect(readFileSync(credsFile, 'utf8')).toBe(issued)

  const user = createUser()
  writeFileSync(
    credsFile,
    fmtCreds(await encodeUser('hospital', user, memberKey(bus.operator.dir, 'hospital'), { pub: { allow: ['i.>'] } }), user),
  )
  await admitToBus(bus, { slug: 'hospital', publishesRegistry: false })
  const connection = await connectWith(credsFile)
  const answer: object = (await connection.request(INBOX_FACTS, '', { timeout: 1500 })).json()
  expect(answer).toHaveProperty('config.num_replicas', 1)
  await connection.close()
})

test("what waits survives the server's crash", async () => {
  const body = randomBytes(70)
  await send('ministry-of-labour', 'lawyers-association', body)
  await bus.killServer()
  await bus.startServer()
  for (const slug of ['lawyers-association', 'ministry-of-labour', 'care-house', 'national-committee', 'hospital'])
    members[slug] = { ...member(slug), connection: await connectWith(member(slug).credsFile) }
  const message = await pullOne('lawyers-association')
  expect(Buffer.from(message?.data ?? [])).toEqual(body)
  await member('lawyers-association').connection.request(message?.reply ?? '', '+ACK', { timeout: 1500 })
})

test('an expelled organisation loses its connection at once and for good', async () => {
  const { connection, credsFile } = member('hospital')
  const creds = readFileSync(credsFile)
  expect(statSync(credsFile).mode & 0o777).toBe(0o600)
  await expelFromBus(bus, 'hospital', new Date())
  await connection.closed()
  await expect(connect({ servers: bus.url, authenticator: credsAuthenticator(creds), reconnect: false, timeout: 2000 })).rejects.toThrow(
    /authorization|revoked|connections/i,
  )
})
