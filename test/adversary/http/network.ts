import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ACCEPTS, Refusal } from '@ihala/contract'
import { memoryHub, REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { type IdentityProvider, randomId, type Service } from '@ihala/kit'
import { eventsOf } from '@ihala/policy'
import { signList, signStatement } from '@ihala/seal'
import postgres, { type Sql } from 'postgres'
import { testAnchor } from '../../kit/anchor.ts'
import { type LoneService, loneService } from '../../kit/lone-service.ts'
import { root } from '../../run/process.ts'

/** Name of the trust anchor of these tests. */
const ANCHOR = 'https://trust-anchor.ihala.test'
/** Every category of data that a body may be given. */
export const CATEGORIES = [
  'need',
  'identity',
  'contact',
  'safe-contact',
  'health',
  'employment',
  'testimony',
  'documents',
  'family',
  'exposure',
  'progress',
] as const

/** One organisation of the network under attack; its slug is its kind. */
export interface Attacked {
  readonly kind: string
  readonly entityId: string
  readonly lone: LoneService
  /** A superuser's connection to its database: sees every row, whatever the fences say. */
  readonly admin: Sql
}

/** Every kind of organisation in one process, each with a PostgreSQL database of its own, on a bus in memory. */
export interface AttackedNetwork {
  readonly all: readonly Attacked[]
  readonly of: (kind: string) => Attacked
  /** Resolves when nothing is under way on the bus. */
  readonly idle: () => Promise<void>
  /** A word of the anchor about a member that does not exist yet. */
  readonly statementAbout: (slug: string) => string
  readonly stop: () => Promise<void>
}

/** Vouches for nobody: every sign-in begins, none ends. */
const provider: IdentityProvider = {
  begin: async (returnTo) => ({
    location: 'https://id.ihala.test/authorise',
    pending: { state: randomId(), nonce: randomId(), verifier: 'v'.repeat(43), returnTo, until: Date.now() + 60_000 },
  }),
  finish: async () => {
    throw new Refusal('not-allowed', { rule: 'state' })
  },
  signOutLocation: () => undefined,
}

/** The kinds found in services/, in the order of their names. */
export const KINDS: readonly string[] = readdirSync(join(root, 'services'))
  .filter((kind) => existsSync(join(root, 'services', kind, 'src', 'service.ts')))
  .sort()

/** The service of a kind, as its folder makes it. */
export async function serviceOf(kind: string): Promise<Service> {
  const { service }: { service: Service } = await import(pathToFileURL(join(root, 'services', kind, 'src', 'service.ts')).href)
  return service
}

const tagOf = (kind: string): string =>
  `A${kind
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '2')
    .padEnd(55, 'X')}`
const seconds = (): number => Math.floor(Date.now() / 1000)

/** Starts every kind, or those that are named. */
export async function attackedNetwork(kinds: readonly string[] = KINDS): Promise<AttackedNetwork> {
  const hub = memoryHub()
  const { keys, signers } = testAnchor(ANCHOR)
  const registry = { anchorKeys: keys, networkDomain: 'ihala.test', anchorId: ANCHOR }
  const statementOf = (slug: string, kind: string, publicKeys: ReturnType<LoneService['running']['service']['keyring']['publicKeys']>) => {
    const iat = seconds()
    return signStatement(
      {
        iss: ANCHOR,
        sub: `https://${slug}.ihala.test`,
        iat,
        exp: iat + 12 * 3600,
        jwks: { keys: publicKeys },
        metadata: {
          ihala_member: {
            kind,
            names: { ar: slug, en: slug },
            status: 'live',
            bus_tag: tagOf(slug),
            sends: eventsOf(kind),
            accepts: ACCEPTS,
            serves: [],
            takes: [...CATEGORIES],
          },
        },
      },
      signers,
    )
  }

  const all = await Promise.all(
    kinds.map(async (kind): Promise<Attacked> => {
      const lone = await loneService(await serviceOf(kind), {
        slug: kind,
        bus: hub.member(tagOf(kind), kind === 'national-committee'),
        config: { registry },
        provider,
      })
      const admin = postgres(lone.database.adminUrl, { max: 1, onnotice: () => undefined })
      return { kind, entityId: lone.running.service.organisation.entityId, lone, admin }
    }),
  )
  const speaker = hub.member(tagOf('trust-anchor'), true)
  for (const { kind, entityId, lone } of all)
    await speaker.registry.publish(registryKey(entityId), statementOf(kind, kind, lone.running.service.keyring.publicKeys()))
  const members = all.map(({ entityId }) => entityId)
  await speaker.registry.publish(REGISTRY_LIST_KEY, signList({ iss: ANCHOR, iat: seconds(), exp: seconds() + 12 * 3600, members }, signers))
  await Promise.all(all.map(({ lone }) => lone.running.ready))

  const of = (kind: string): Attacked => {
    const found = all.find((one) => one.kind === kind)
    if (!found) throw new Error(`there is no ${kind} in services/`)
    return found
  }
  return {
    all,
    of,
    idle: hub.idle,
    statementAbout: (slug) => statementOf(slug, 'shelter', of('shelter').lone.running.service.keyring.publicKeys()),
    stop: async () => {
      await Promise.all(
        all.map(async ({ lone, admin }) => {
          await admin.end({ timeout: 1 })
          await lone.stop()
        }),
      )
    },
  }
}
