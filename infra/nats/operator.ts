import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { encodeOperator, encodeUser, fmtCreds, parseCreds, type User } from '@nats-io/jwt'
import { createUser, type KeyPair } from '@nats-io/nkeys'
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { waitUntil } from '../wait-until.ts'
import { busAccount, expelledAccount, memberAccount, memberUser, signedAccount, systemAccount } from './accounts.ts'
import { memberKey, type OperatorKeys, operatorKeys, writeSecret } from './keys.ts'
import { quick } from './quick-key.ts'
import type { BusServerProgram } from './server.ts'
import { type BusServer, busServers, withAll } from './servers.ts'
import { ensureMemberStream, ensureRegistryStream, mendConsumers } from './streams.ts'

/** The running bus, held by the operator: accounts and streams are made through it. */
export interface Bus {
  /** Where members connect. */
  readonly url: string
  /** Where the server tells its figures; loopback, undefined for a bus run elsewhere. */
  readonly monitorUrl: string | undefined
  /** Version of the server. */
  readonly version: string
  /** True when the server is too old for production; services refuse it outside development. */
  readonly demonstrationOnly: boolean
  /** Folder with everything the broker stored and logged; undefined for a bus run elsewhere. */
  readonly serverDir: string | undefined
  readonly pid: () => number | undefined
  /** The servers we run: one, or the three of a cluster; none for a bus run elsewhere. */
  readonly servers: readonly BusServer[]
  /** Ends every server at once, as a crash would; `startServer` brings them back on the same ports with their data. */
  readonly killServer: () => Promise<void>
  readonly startServer: () => Promise<void>
  /** Calls back whenever the bus was away and is back, with every stream made again that it lost. */
  readonly onReturn: (returned: () => void) => void
  readonly stop: () => Promise<void>
  readonly operator: BusOperator
}

/** What only the operator has; nothing outside this folder needs it. */
export interface BusOperator {
  readonly dir: string
  readonly keys: OperatorKeys
  readonly system: NatsConnection
  /** As the account that owns the streams: sees every envelope, opens none. */
  readonly bus: NatsConnection
  readonly streams: JetStreamManager
  /** Servers that keep each message. */
  readonly copies: number
  /** Tags of the members admitted since the start. */
  readonly admitted: Set<string>
}

/** A member's place on the bus. */
export interface BusMember {
  /** Public key of its account; also the name of its stream. */
  readonly tag: string
  /** Its credentials, 0600. */
  readonly credsFile: string
}

/** Which server to run, or which running one to use. */
export type BusSource = { readonly program: BusServerProgram } | { readonly url: string; readonly operatorDir: string }

/** Where the bus keeps its things, and its usual ports. */
export interface BusOptions {
  readonly dir: string
  readonly source: BusSource
  readonly port?: number
  readonly monitorPort?: number
  /** How many servers of our own to run; three make a cluster that keeps everything three times. */
  readonly servers?: 1 | 3
}

const MEND_EVERY_MS = 5_000

/**
 * Starts the bus: a nats-server with operator, system account and the one account `BUS`, and the registry's stream.
 * For a bus run elsewhere, `operatorDir` holds the keys its server trusts (`operator.nk`, `system.nk`, `bus.nk`).
 */
export async function startBus(options: BusOptions): Promise<Bus> {
  const ours = 'program' in options.source ? options.source.program : undefined
  const operatorDir = 'program' in options.source ? join(options.dir, 'operator') : options.source.operatorDir
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  const keys = operatorKeys(operatorDir)
  const system = await signedAccount(join(operatorDir, 'system.jwt'), 'SYSTEM', keys.system, systemAccount(), keys.operator)
  const bus = await signedAccount(join(operatorDir, 'bus.jwt'), 'BUS', keys.bus, busAccount(), keys.operator)

  const operatorJwt = await encodeOperator('ihala', keys.operator, { system_account: keys.system.getPublicKey() })
  const preload = { [keys.system.getPublicKey()]: system, [keys.bus.getPublicKey()]: bus }
  const trust = { operatorJwt, systemAccount: keys.system.getPublicKey(), preload }
  const places = { dir: options.dir, count: options.servers ?? 1, port: options.port, monitorPort: options.monitorPort }
  const servers = ours ? await busServers(places, { program: ours, ...trust }) : []
  const url = 'program' in options.source ? servers.map((server) => server.url).join(',') : options.source.url
  try {
    await withAll(servers, 'start')
    const systemConnection = await connectAs(url, 'operator-system', keys.system)
    if (!ours) await pushAccount(systemConnection, bus)
    const busConnection = await connectAs(url, 'operator-bus', keys.bus)
    const streams = await jetstreamManager(busConnection, { checkAPI: false })
    const copies = Math.max(servers.length, 1)
    const operator: BusOperator = {
      dir: operatorDir,
      keys,
      system: systemConnection,
      bus: busConnection,
      streams,
      copies,
      admitted: new Set(),
    }
    // A cluster first elects who leads it.
    await waitUntil('the streams of the bus', () => ensureStreams(operator), 30_000)
    const returned: (() => void)[] = []
    void whenBack(busConnection, async () => {
      await waitUntil('the streams of the bus', () => ensureStreams(operator), 60_000)
      for (const callback of returned) callback()
    })
    // While the bus is away there is nothing to mend; the next look comes soon.
    const mending = setInterval(() => void mendConsumers(streams).catch(() => undefined), MEND_EVERY_MS)
    mending.unref()
    return {
      url,
      monitorUrl: servers[0]?.monitorUrl,
      version: ours?.version ?? systemConnection.info?.version ?? 'unknown',
      demonstrationOnly: ours?.grade === 'demonstration',
      serverDir: servers[0]?.dir,
      pid: () => servers[0]?.pid(),
      servers,
      startServer: async () => {
        await withAll(servers, 'start')
        // What is asked while a connection is being made again would be lost.
        for (const connection of [systemConnection, busConnection]) {
          await waitUntil("the operator's way to the bus", () => connection.rtt(), 15_000)
        }
      },
      killServer: () => withAll(servers, 'kill'),
      onReturn: (callback) => void returned.push(callback),
      stop: async () => {
        clearInterval(mending)
        await Promise.all([systemConnection.close(), busConnection.close()])
        await withAll(servers, 'stop')
      },
      operator,
    }
  } catch (error) {
    await withAll(servers, 'stop')
    throw error
  }
}

/** Calls back each time the connection was lost and is there again. */
async function whenBack(connection: NatsConnection, back: () => Promise<void>): Promise<void> {
  for await (const { type } of connection.status()) {
    // The bus may be gone again before it is in order; then the next return sees to it.
    if (type === 'reconnect') void back().catch(() => undefined)
  }
}

/** Makes every stream and consumer that is not there: a broker may come back with an older store, or none. */
async function ensureStreams({ streams, copies, admitted }: BusOperator): Promise<true> {
  await ensureRegistryStream(streams, copies)
  for (const tag of admitted) await ensureMemberStream(streams, tag, copies)
  return true
}

/**
 * Gives an organisation its account, stream and credentials on the running bus; nobody is restarted, and doing it
 * again changes nothing.
 * @param member.publishesRegistry only a national committee may: it alone imports `r.*`
 */
export async function admitToBus(bus: Bus, member: { readonly slug: string; readonly publishesRegistry: boolean }): Promise<BusMember> {
  const { dir, keys, system, streams, copies, admitted } = bus.operator
  const key = memberKey(dir, member.slug)
  const tag = key.getPublicKey()
  const claims = memberAccount(tag, keys.bus.getPublicKey(), member.publishesRegistry, revokedUntil(dir, member.slug))
  const file = accountFile(dir, member.slug)
  const account = await signedAccount(file, member.slug, key, claims, keys.operator)
  await pushAccount(system, account)
  await ensureMemberStream(streams, tag, copies)
  admitted.add(tag)

  const credsFile = credentialsFile(dir, member.slug)
  const allowed = memberUser(tag, member.publishesRegistry)
  if (!(existsSync(credsFile) && (await allows(credsFile, allowed)))) {
    const user = quick(createUser())
    const jwt = await encodeUser(member.slug, user, key, allowed)
    writeSecret(credsFile, new TextDecoder().decode(fmtCreds(jwt, user)))
  }
  return { tag, credsFile }
}

/** Whether these credentials allow just this: those of an earlier release may lack what a member needs by now. */
async function allows(credsFile: string, wanted: Partial<User>): Promise<boolean> {
  const { nats } = (await parseCreds(readFileSync(credsFile))).uc
  const of = ({ pub, sub }: Partial<User>): string => JSON.stringify([pub?.allow, sub?.allow])
  return of(nats) === of(wanted)
}

/**
 * Ends every connection of a member and makes all credentials issued until now worthless (T24: its keys were stolen, so these
 * may be too). It stays a member: `admitToBus` gives it new credentials, which reach it by another way than the bus.
 * @param now time of the revocation; its second is the last whose credentials are revoked
 */
export async function revokeOnBus(
  bus: Bus,
  member: { readonly slug: string; readonly publishesRegistry: boolean },
  now: Date,
): Promise<void> {
  const { dir, keys, system } = bus.operator
  const { slug, publishesRegistry } = member
  writeSecret(revocationFile(dir, slug), String(Math.floor(now.getTime() / 1000)))
  const key = memberKey(dir, slug)
  const claims = memberAccount(key.getPublicKey(), keys.bus.getPublicKey(), publishesRegistry, revokedUntil(dir, slug))
  await pushAccount(system, await signedAccount(accountFile(dir, slug), slug, key, claims, keys.operator))
  rmSync(credentialsFile(dir, slug), { force: true })
}

function revokedUntil(dir: string, slug: string): number | undefined {
  const file = revocationFile(dir, slug)
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}

function revocationFile(operatorDir: string, slug: string): string {
  return join(operatorDir, 'members', `${slug}.revoked`)
}

/**
 * Cuts an organisation off: its connections end at once, and its credentials never work again. Its stream is kept, so
 * that the others' accounts of what waited can be checked.
 * @param now time of the decision; credentials issued until then are revoked
 */
export async function expelFromBus(bus: Bus, slug: string, now: Date): Promise<void> {
  const { dir, keys, system } = bus.operator
  const account = await signedAccount(accountFile(dir, slug), slug, memberKey(dir, slug), expelledAccount(now), keys.operator)
  await pushAccount(system, account)
  rmSync(credentialsFile(dir, slug), { force: true })
}

function accountFile(operatorDir: string, slug: string): string {
  return join(operatorDir, 'members', `${slug}.jwt`)
}

function credentialsFile(operatorDir: string, slug: string): string {
  return join(operatorDir, 'credentials', `${slug}.creds`)
}

async function connectAs(url: string, name: string, account: KeyPair): Promise<NatsConnection> {
  const user = quick(createUser())
  const jwt = await encodeUser(name, user, account, {})
  return connect({
    servers: url.split(','),
    name,
    authenticator: jwtAuthenticator(jwt, user.getSeed()),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 0,
  })
}

/** The server leaves an account it already has as it is; asking first would be unanswered by 2.9 for an unknown one. */
async function pushAccount(system: NatsConnection, account: string): Promise<void> {
  const answer = await system.request('$SYS.REQ.CLAIMS.UPDATE', account, { timeout: 5000 })
  const { error }: { error?: { description?: string } } = answer.json()
  if (error) throw new Error(`The bus refused an account: ${error.description ?? 'no reason given'}`)
}
