import { readFileSync } from 'node:fs'
import { encodeUser } from '@nats-io/jwt'
import { createUser } from '@nats-io/nkeys'
import { connect, credsAuthenticator, jwtAuthenticator, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memberKey } from '../../infra/nats/keys.ts'
import type { BusMember } from '../../infra/nats/operator.ts'
import { figure } from '../kit/figures.ts'
import { type FreshBus, freshBus } from '../kit/fresh-bus.ts'

const SLUGS = ['ministry-of-labour', 'care-house', 'lawyers-association', 'charity', 'itf', 'national-committee']
const COMMITTEE = 'national-committee'

type Account = BusMember & { readonly slug: string }
let fresh: FreshBus
const accounts: Account[] = []
const open: NatsConnection[] = []
const seen = { cases: 0, 'allowed, not by policy': 0, 'refused, against policy': 0, forged: 0, 'read of others': 0 }

beforeAll(async () => {
  fresh = await freshBus()
  for (const slug of SLUGS) accounts.push({ slug, ...(await fresh.admit(slug, { publishesRegistry: slug === COMMITTEE })) })
})
afterAll(async () => {
  for (const connection of open) await connection.close()
  await fresh.drop()
  figure('T10 permission matrix', seen)
})

/** Everything an account could try to say or hear, about every account there is. */
function subjects(): string[] {
  const tags = accounts.map(({ tag }) => tag)
  const ofEach = tags.flatMap((tag) => [
    `$JS.API.CONSUMER.MSG.NEXT.${tag}.app`,
    `$JS.API.CONSUMER.MSG.NEXT.${tag}.other`,
    `$JS.API.CONSUMER.CREATE.${tag}.app`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${tag}.mine`,
    `$JS.API.CONSUMER.DELETE.${tag}.app`,
    `$JS.API.CONSUMER.INFO.${tag}.app`,
    `$JS.API.STREAM.INFO.${tag}`,
    `$JS.API.STREAM.DELETE.${tag}`,
    `$JS.API.STREAM.PURGE.${tag}`,
    `$JS.API.STREAM.UPDATE.${tag}`,
    `$JS.API.STREAM.MSG.GET.${tag}`,
    `$JS.API.STREAM.MSG.DELETE.${tag}`,
    `$JS.API.STREAM.SNAPSHOT.${tag}`,
    `$JS.API.DIRECT.GET.${tag}`,
    `$JS.ACK.${tag}.app.1.1.1.1.0`,
    `$JS.ACK.${tag}.other.1.1.1.1.0`,
    ...tags.map((sender) => `i.${tag}.${sender}.digest`),
  ])
  const general = [
    'inbox.facts',
    '$JS.API.STREAM.NAMES',
    '$JS.API.STREAM.LIST',
    '$JS.API.INFO',
    '$JS.API.STREAM.CREATE.mine',
    '$JS.API.DIRECT.GET.REG',
    '$JS.API.DIRECT.GET.REG.r.list',
    '$JS.API.STREAM.PURGE.REG',
    '$JS.API.STREAM.INFO.REG',
    'r.list',
    'r.forged',
    'live.r.list',
    '$SYS.REQ.ACCOUNT.PING',
    '$SYS.REQ.CLAIMS.UPDATE',
    '$SYS.REQ.SERVER.PING',
    'i.nobody',
    'anything',
  ]
  return [...ofEach, ...general]
}

const WILD = ['>', 'i.>', 'i.*.*.*', '$JS.>', '$JS.ACK.>', '$JS.API.>', '$SYS.>', 'r.>', 'live.r.>', 'live.>', '_INBOX.>', '*.r.>']

/** DESIGN §5 in the words of this test: what a member may say. */
function maySay({ tag, slug }: Account, subject: string): boolean {
  const parts = subject.split('.')
  if (parts[0] === 'i') return parts.length === 4 && parts[2] === tag
  if (subject === `$JS.API.CONSUMER.MSG.NEXT.${tag}.app` || subject === 'inbox.facts') return true
  if (subject.startsWith(`$JS.ACK.${tag}.app.`)) return true
  if (subject === '$JS.API.DIRECT.GET.REG' || subject.startsWith('$JS.API.DIRECT.GET.REG.')) return true
  return slug === COMMITTEE && parts.length === 2 && parts[0] === 'r'
}

/** What a member may hear: its own inboxes and the registry as it changes. */
const mayHear = (subject: string): boolean => subject === '_INBOX.>' || subject === 'live.r.>' || subject === 'live.r.list'

async function connected(given: Parameters<typeof connect>[0]): Promise<NatsConnection> {
  const connection = await connect({ servers: fresh.bus.url, reconnect: false, ...given })
  open.push(connection)
  return connection
}

/** Keeps what the server forbade: `publish <subject>`, `subscription <subject>`. */
function violations(connection: NatsConnection): Set<string> {
  const found = new Set<string>()
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        found.add(`${status.error.operation} ${status.error.subject}`)
  })()
  return found
}

/** Asks the server twice: what it said before is here then. */
async function heardAll(connection: NatsConnection): Promise<void> {
  await connection.flush()
  await connection.flush()
}

test('T10: what each member may say and hear is what the policy says, for every account, subject and verb', async () => {
  for (const account of accounts) {
    const connection = await connected({ authenticator: credsAuthenticator(readFileSync(account.credsFile)) })
    const forbidden = violations(connection)
    const wrong: string[] = []
    const judge = (verb: 'publish' | 'subscription', subject: string, may: boolean): void => {
      seen.cases += 1
      const allowed = !forbidden.has(`${verb} ${subject}`)
      if (allowed === may) return
      seen[allowed ? 'allowed, not by policy' : 'refused, against policy'] += 1
      wrong.push(`${account.slug} ${verb} ${subject}: ${allowed ? 'allowed' : 'refused'}`)
    }
    for (const subject of subjects()) connection.publish(subject, 'x')
    await heardAll(connection)
    for (const subject of subjects()) judge('publish', subject, maySay(account, subject))

    const heard = [...subjects(), ...WILD]
    for (const subject of heard) connection.subscribe(subject, { callback: () => undefined })
    await heardAll(connection)
    for (const subject of heard) judge('subscription', subject, mayHear(subject))
    expect(wrong).toEqual([])
  }
  expect(seen.cases).toBeGreaterThanOrEqual(1_000)
})

/** A user that a stolen account key could make: the account's imports alone hold it. */
async function unlimited(account: Account): Promise<NatsConnection> {
  const user = createUser()
  const jwt = await encodeUser('unlimited', user, memberKey(fresh.bus.operator.dir, account.slug), {})
  return connected({ authenticator: jwtAuthenticator(jwt, user.getSeed()) })
}

test('T10: a user without limits reaches no further: what arrives at the bus is what the policy says', async () => {
  const { bus } = fresh.bus.operator
  const arrived = new Map<string, string>()
  const tap = bus.subscribe('>', { callback: (_error, message) => void arrived.set(message.string(), message.subject) })
  await heardAll(bus)
  const wrong: string[] = []
  for (const account of accounts) {
    const connection = await unlimited(account)
    for (const subject of subjects()) connection.publish(subject, `case ${account.slug} ${subject}`)
    await heardAll(connection)
    await heardAll(bus)
    for (const subject of subjects()) {
      seen.cases += 1
      const at = arrived.get(`case ${account.slug} ${subject}`)
      const may = maySay(account, subject)
      if (subject.startsWith('i.') && at !== undefined && subject.split('.')[2] !== account.tag) seen.forged += 1
      if ((at !== undefined) === may) continue
      seen[may ? 'refused, against policy' : 'allowed, not by policy'] += 1
      wrong.push(`${account.slug} says ${subject}: ${at === undefined ? 'did not arrive' : `arrived as ${at}`}`)
    }
  }
  tap.unsubscribe()
  expect(wrong).toEqual([])
  expect(seen.forged).toBe(0)
})

test('T10: whoever listens to everything hears nothing of what others say', async () => {
  const listeners = await Promise.all(accounts.map(unlimited))
  const heard: string[] = []
  for (const [at, connection] of listeners.entries())
    connection.subscribe('>', {
      callback: (_error, message) => {
        const from = message.string().split(' ')[1]
        if (message.string().startsWith('from ') && from !== accounts[at]?.slug && !message.subject.startsWith('live.r.'))
          heard.push(`${accounts[at]?.slug} heard ${message.subject}`)
      },
    })
  for (const connection of listeners) await heardAll(connection)
  for (const account of accounts) {
    const connection = await unlimited(account)
    for (const subject of subjects()) connection.publish(subject, `from ${account.slug}`)
    await heardAll(connection)
  }
  for (const connection of listeners) await heardAll(connection)
  seen.cases += accounts.length * accounts.length
  seen['read of others'] = heard.length
  expect(heard).toEqual([])
})
