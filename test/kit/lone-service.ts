import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StaffRole } from '@ihala/contract'
import {
  type Bus,
  type Config,
  create,
  createKeyring,
  type IdentityProvider,
  migrationSources,
  type Overrides,
  randomId,
  type Service,
  uuidv7,
} from '@ihala/kit'
import { testAnchor } from './anchor.ts'
import { migratedDatabase } from './migrated-database.ts'

const away = (): Promise<never> => Promise.reject(Object.assign(new Error('away'), { name: 'BusAway' }))

/** A bus that cannot be reached: what is sent stays in the outbox. */
export const noBus: Bus = {
  tag: `A${'A'.repeat(55)}`,
  connect: away,
  publish: away,
  receive: () => {},
  onReturn: () => {},
  registry: { fetch: away, watch: () => {}, publish: away },
  isUp: () => false,
  close: () => Promise.resolve(),
}

/** A request, as tests write it. */
interface Asked {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** What differs from organisation to organisation. */
interface LoneOptions {
  readonly slug: string
  /** The clock; the machine's unless told. */
  readonly clock?: () => Date
  readonly bus?: Bus
  readonly config?: Partial<Config>
  /** Who vouches for staff; a provider that is not there unless told. */
  readonly provider?: IdentityProvider
  /** Where its log goes; nowhere unless told. */
  readonly logs?: Overrides['logs']
  /** Whether it does by itself what is due; not unless told. */
  readonly timers?: boolean
}

/** One organisation alone: its own database, keys and HTTP door, and nobody on the bus. */
export type LoneService = Awaited<ReturnType<typeof loneService>>

/** Starts a service alone, for tests of what staff do at its door. Who calls it stops it. */
export async function loneService(service: Service, options: LoneOptions) {
  const { slug, clock = () => new Date(), bus = noBus } = options
  const database = await migratedDatabase(migrationSources(service.features))
  const folder = mkdtempSync(join(tmpdir(), `ihala-${slug}-`))
  const kekFile = join(folder, 'kek')
  writeFileSync(kekFile, randomBytes(32).toString('base64url'), { mode: 0o600 })
  createKeyring(join(folder, 'keys'), kekFile, clock(), { portal: service.capabilities.includes('portal') })
  const issuer = `https://id.${slug}.test`
  const baseUrl = 'http://127.0.0.1:4001'
  const config: Config = {
    slug,
    kind: service.kind,
    entityId: `https://${slug}.ihala.test`,
    names: { ar: 'مؤسسة', en: slug },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Qatar',
    databaseUrl: database.appUrl,
    ownerDatabaseUrl: database.ownerUrl,
    keyDir: join(folder, 'keys'),
    kekFile,
    nats: { url: 'nats://127.0.0.1:4222', credsFile: kekFile, tag: bus.tag },
    oidc: { issuer, clientId: 'desk', clientSecretFile: kekFile },
    port: 0,
    baseUrl,
    environment: 'development',
    registry: {
      anchorKeys: testAnchor('https://trust-anchor.ihala.test').keys,
      networkDomain: 'ihala.test',
      anchorId: 'https://trust-anchor.ihala.test',
    },
    ...options.config,
  }
  const running = await create(service, config, {
    bus,
    clock,
    timers: options.timers ?? false,
    logs: options.logs ?? { level: 'silent' },
    ...(options.provider === undefined ? {} : { provider: options.provider }),
  })

  const ids = new Map<string, string>()
  /** Row id of a member of its staff, who is made when they first sign in. */
  const staffId = (who: string): string => {
    const id = ids.get(who) ?? uuidv7()
    ids.set(who, id)
    return id
  }
  /** What the requests of a member carry: they have just signed in, so that no session outlives the days a test passes. */
  const signIn = async (who: string, roles: readonly StaffRole[]) => {
    const cookie = randomBytes(32).toString('base64url')
    const now = clock().toISOString()
    await running.service.asSystem(async (tx) => {
      await tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${staffId(who)}, ${issuer}, ${who}, ${randomId()}, ${[...roles]}, ${now}) on conflict do nothing`
      await tx`insert into kit.session (id_hash, staff_id, csrf, created_at, seen_at) values (${createHash('sha256').update(cookie).digest()}, ${staffId(who)}, 'token-of-this-test', ${now}, ${now})`
    })
    return { cookie: `ihala_session_${slug}=${cookie}`, 'x-csrf-token': 'token-of-this-test', origin: baseUrl }
  }
  return {
    running,
    database,
    staffId,
    signIn,
    /** A request of a member, who signs in for it. */
    asks: async (who: string, roles: readonly StaffRole[], { method, url, body, headers = {} }: Asked) => {
      const answer = await running.app.inject({
        method,
        url,
        headers: { ...(await signIn(who, roles)), ...headers },
        ...(body === undefined ? {} : { payload: body }),
      })
      return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
    },
    stop: async () => {
      await running.stop()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
