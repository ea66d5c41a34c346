import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createKeyring, type Kind, loadKeyring } from '@ihala/kit'
import type { MemberRequest, TrustAnchor } from './anchor.ts'
import { writeSecret } from './nats/keys.ts'
import { admitToBus, type Bus } from './nats/operator.ts'
import type { DemoOrganisation } from './organisations.ts'
import type { Place } from './places.ts'
import { createOrganisationDatabase } from './postgres/databases.ts'
import type { Postgres } from './postgres/server.ts'

/** Who operates the bus of a demonstration, as alarms name them. */
export const BUS_OPERATOR = 'Demonstration network'

/** An organisation that has everything its service needs to start. */
export interface ReadyOrganisation extends DemoOrganisation {
  readonly entityId: string
  readonly baseUrl: string
  readonly configFile: string
  readonly logFile: string
  readonly recordFile: string
  readonly credsFile: string
  readonly tag: string
  readonly database: { readonly ownerUrl: string; readonly appUrl: string }
  /** What the anchor is to say of it, with its keys as they are at this moment. */
  readonly statement: () => MemberRequest
}

/** What preparing needs of the network. */
export interface Surroundings {
  readonly organisation: DemoOrganisation
  readonly place: Place
  readonly stateDir: string
  readonly domain: string
  readonly postgres: Postgres
  readonly bus: Bus
  /** Where its service finds the bus. */
  readonly busUrl: string
  readonly anchor: TrustAnchor
  readonly identityUrl: string
  /** A harmless page, for whoever leaves the pages of workers. */
  readonly leaveTo: string
  readonly otlpUrl?: string
  /** What the registry says a service reads, when it runs another version than this one. */
  readonly accepts?: (slug: string) => MemberRequest['accepts']
}

/**
 * Gives an organisation its database, account on the bus, keyring, secrets and settings file (0600), each only once:
 * what is there is kept. The key that opens the keyring lies in a folder apart from it.
 */
export async function prepareOrganisation(surroundings: Surroundings): Promise<ReadyOrganisation> {
  const { organisation, place, stateDir, domain, postgres, bus, busUrl, anchor, identityUrl } = surroundings
  const { slug, kind } = organisation
  const own = join(stateDir, 'organisations', slug)
  const entityId = `https://${slug}.${domain}`
  const passwords = { owner: secretIn(join(own, 'database-owner.password')), app: secretIn(join(own, 'database-app.password')) }
  const [database, member, { serves, takes, marks, portal }] = await Promise.all([
    createOrganisationDatabase(postgres.adminUrl, slug, passwords),
    admitToBus(bus, { slug, publishesRegistry: kind === 'national-committee' }),
    kindOf(organisation.folder),
  ])
  const credsFile = join(own, 'bus.creds')
  writeSecret(credsFile, readFileSync(member.credsFile, 'utf8'))
  const keyring = { dir: join(own, 'keys'), kekFile: join(stateDir, 'keks', `${slug}.kek`), clock: () => new Date() }
  if (!existsSync(join(keyring.dir, 'keyring.json'))) createKeyring(keyring.dir, keyring.kekFile, new Date(), { portal })

  const configFile = join(own, 'config.json')
  const config = {
    slug,
    kind,
    entityId,
    names: organisation.names,
    languages: organisation.languages,
    timeZone: 'Asia/Qatar',
    databaseUrl: database.appUrl,
    ownerDatabaseUrl: database.ownerUrl,
    keyDir: keyring.dir,
    kekFile: keyring.kekFile,
    nats: { url: busUrl, operator: BUS_OPERATOR, credsFile, tag: member.tag },
    oidc: { issuer: `${identityUrl}/${slug}`, clientId: slug, clientSecretFile: clientSecretFile(stateDir, slug) },
    port: place.port,
    baseUrl: place.baseUrl,
    registry: { anchorKeys: anchor.publicKeys, networkDomain: domain, anchorId: anchor.entityId },
    environment: 'development',
    ...(organisation.workerPages === undefined ? {} : { workerPages: { leaveTo: surroundings.leaveTo, ...organisation.workerPages } }),
    ...(surroundings.otlpUrl === undefined ? {} : { telemetry: { otlpUrl: surroundings.otlpUrl } }),
  }
  clientSecret(stateDir, slug)
  writeSecret(configFile, `${JSON.stringify(config, undefined, 2)}\n`)
  chmodSync(own, 0o700)
  return {
    ...organisation,
    entityId,
    database,
    credsFile,
    configFile,
    baseUrl: place.baseUrl,
    tag: member.tag,
    logFile: join(own, 'service.log'),
    recordFile: join(own, 'service.pid.json'),
    statement: () => {
      const accepts = surroundings.accepts?.(slug)
      return {
        entityId,
        kind,
        names: organisation.names,
        status: 'live',
        busTag: member.tag,
        serves,
        takes,
        marks,
        keys: loadKeyring(keyring).publicKeys(),
        ...(accepts === undefined ? {} : { accepts }),
      }
    },
  }
}

/** The same organisation at another port: what a second process of its service is started with. */
export function replicaOf(organisation: ReadyOrganisation, port: number): ReadyOrganisation {
  const named = (file: string): string => join(dirname(file), `${port}-${basename(file)}`)
  const configFile = named(organisation.configFile)
  const config: object = JSON.parse(readFileSync(organisation.configFile, 'utf8'))
  writeSecret(configFile, `${JSON.stringify({ ...config, port }, undefined, 2)}\n`)
  return {
    ...organisation,
    configFile,
    // Staff still come through the one address; a balancer before both would pass requests on to this one.
    baseUrl: `http://127.0.0.1:${port}`,
    logFile: named(organisation.logFile),
    recordFile: named(organisation.recordFile),
  }
}

function clientSecretFile(stateDir: string, slug: string): string {
  return join(stateDir, 'organisations', slug, 'oidc.secret')
}

/** The secret an organisation shares with its identity provider; made at the first call. */
export function clientSecret(stateDir: string, slug: string): string {
  return secretIn(clientSecretFile(stateDir, slug))
}

/** 256 random bits, base64url, from their file or made now. */
function secretIn(file: string): string {
  if (!existsSync(file)) writeSecret(file, randomBytes(32).toString('base64url'))
  return readFileSync(file, 'utf8').trim()
}

/**
 * What a kind says of itself in `src/kind.ts`: the needs it serves, the categories it may be given, the accreditations it needs, and
 * whether people nobody knows seal to a key of its own.
 */
async function kindOf(folder: string): Promise<Pick<MemberRequest, 'serves' | 'takes' | 'marks'> & { readonly portal: boolean }> {
  const { kind }: { kind: Pick<Kind, 'serves' | 'takes' | 'trustMarks' | 'capabilities'> } = await import(
    pathToFileURL(join(folder, 'src', 'kind.ts')).href
  )
  const { serves, takes, trustMarks = [], capabilities = [] } = kind
  return { serves: [...serves], takes: [...takes], marks: [...trustMarks], portal: capabilities.includes('portal') }
}
