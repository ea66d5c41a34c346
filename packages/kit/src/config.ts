import { accessSync, constants, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ANCHOR_QUORUM, AnchorKey, closed, EntityId, Organisation } from '@ihala/contract'
import type { Anchor } from '@ihala/seal'
import Type, { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

const path = (description: string) => Type.String({ minLength: 1, maxLength: 4096, description })
const address = (pattern: string, description: string) => Type.String({ pattern, maxLength: 2048, description })

/** The settings of one organisation's service, as its JSON file holds them (DESIGN §2). Descriptions end the sentences people read. */
export const Config = closed({
  ...Organisation.properties,
  slug: { ...Organisation.properties.slug, description: 'the short name of the organisation, small letters, digits and hyphens' },
  kind: { ...Organisation.properties.kind, description: 'the kind of organisation, a folder of services' },
  entityId: { ...EntityId, description: 'the name between organisations, https://<slug>.<network domain>' },
  databaseUrl: address('^postgres(ql)?://[^/]+/.+', 'the address of the database for the role that works, <slug>_app'),
  ownerDatabaseUrl: address('^postgres(ql)?://[^/]+/.+', 'the address of the same database for the role that migrates it, <slug>_owner'),
  keyDir: path('the folder of keyring.json'),
  kekFile: path('the file with the key that opens the keyring'),
  nats: Type.Object(
    {
      url: address('^(nats|tls)://.+', "the address of the network's bus"),
      operator: Type.Optional(
        Type.String({ minLength: 1, maxLength: 200, description: 'who operates the bus, as alarms name them; its address unless told' }),
      ),
      credsFile: path("the file with the organisation's credentials for the bus"),
      tag: Type.String({ pattern: '^A[A-Z2-7]{55}$', description: "the public key of the organisation's account on the bus" }),
      tls: Type.Optional(
        Type.Object(
          {
            caFile: path("the file with the certificate of the authority that vouches for the bus's servers"),
            certFile: path("the file with this organisation's certificate for the bus"),
            keyFile: path('the file with the private key of that certificate'),
          },
          { additionalProperties: false, description: 'certificates for the way to the bus: caFile, certFile and keyFile' },
        ),
      ),
    },
    { additionalProperties: false, description: 'how the bus is reached: url, credsFile, tag, and tls in production' },
  ),
  oidc: Type.Object(
    {
      issuer: address('^https?://.+', "the address of the organisation's identity provider"),
      clientId: Type.String({ minLength: 1, maxLength: 200, description: 'the name under which the identity provider knows this service' }),
      clientSecretFile: path('the file with the secret shared with the identity provider'),
    },
    { additionalProperties: false, description: 'how staff sign in: issuer, clientId and clientSecretFile' },
  ),
  port: Type.Integer({ minimum: 0, maximum: 65_535, description: 'the TCP port to listen on (0: any free one)' }),
  host: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'the address to listen on, 127.0.0.1 unless told' })),
  baseUrl: address('^https?://[^/]+$', 'the address under which staff open this service, without a path'),
  registry: Type.Object(
    {
      anchorKeys: Type.Array(AnchorKey, {
        minItems: ANCHOR_QUORUM,
        maxItems: 10,
        description: 'the public keys of the trust anchor, as JWKs, each with the body that keeps it and whether that is of the government',
      }),
      networkDomain: Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)*$', description: 'the domain under which all members are named' }),
      anchorId: { ...EntityId, description: 'the entity id of the trust anchor' },
      conformanceKeys: Type.Optional(
        Type.Array(AnchorKey, {
          minItems: ANCHOR_QUORUM,
          maxItems: 10,
          description: 'at the committee only: the public keys under which conformance runs are made (ihala members conformance-new)',
        }),
      ),
    },
    {
      additionalProperties: false,
      description: 'whom to believe about the members: anchorKeys, networkDomain and anchorId; conformanceKeys at the committee',
    },
  ),
  environment: Type.Enum(['development', 'production'], { description: '"development" or "production"' }),
  lawFile: Type.Optional(path('the file with the rule sets of the network: clocks, working week and holidays, dated')),
  pages: Type.Optional(path('the folder of the built pages')),
  workerPages: Type.Optional(
    Type.Object(
      {
        leaveTo: Type.Optional(
          address('^(https?://.+|about:blank)$', 'where “leave this page” goes: a harmless site, about:blank unless told'),
        ),
        emergency: Type.Optional(
          Type.String({
            pattern: '^\\+?[0-9]{2,15}$',
            description: 'the number people in danger may call, digits only; none is shown unless told',
          }),
        ),
      },
      { additionalProperties: false, description: 'for a kind with pages for workers: leaveTo and emergency' },
    ),
  ),
  trustProxy: Type.Optional(
    Type.Array(Type.String(), { maxItems: 20, description: 'the addresses of proxies whose X-Forwarded-For is believed' }),
  ),
  telemetry: Type.Optional(
    Type.Object(
      {
        otlpUrl: address('^https?://.+', "the address of the organisation's own OpenTelemetry collector"),
        share: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1, description: 'which share of requests is traced, 0 to 1; one in ten unless told' }),
        ),
      },
      { additionalProperties: false, description: 'where traces go, and how many: otlpUrl, share' },
    ),
  ),
})
export type Config = Static<typeof Config>

/** Whom this organisation believes about the members, as its settings pin them. */
export function pinnedAnchors({ registry }: Pick<Config, 'registry'>): Anchor[] {
  return [{ iss: registry.anchorId, keys: registry.anchorKeys }]
}

/** The name under which conformance runs are made (K1): an applicant pins it while it is tested, a member never (ADR 0006). */
export function conformanceAnchorId(networkDomain: string): string {
  return `https://conformance.${networkDomain}`
}

/** Whom the committee believes about the test members of conformance runs; nobody when its settings name nobody. */
export function conformanceAnchors({ registry }: Pick<Config, 'registry'>): Anchor[] {
  const { conformanceKeys: keys, networkDomain } = registry
  return keys === undefined ? [] : [{ iss: conformanceAnchorId(networkDomain), keys }]
}

/** The settings cannot be used. `problems` are plain sentences for the person who wrote the file; no value is repeated in them. */
export class ConfigProblem extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigProblem'
    this.problems = problems
  }
}

/**
 * Reads and checks the settings of a service. Paths in the file are relative to its folder.
 * Throws ConfigProblem with every problem found, each naming the file and the field.
 */
export function loadConfig(file: string): Config {
  const where = resolve(file)
  const config = resolved(fitting(parsed(where), where), dirname(where))
  const problems = [...foreignNames(config), ...unreadable(config), ...(config.environment === 'production' ? unsafe(config) : [])]
  if (problems.length > 0) throw new ConfigProblem(problems.map((problem) => `config ${where}: ${problem}`))
  return config
}

function parsed(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new ConfigProblem([`config ${file}: there is no such file, or it cannot be read`])
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new ConfigProblem([`config ${file}: is not JSON`])
  }
}

function fitting(value: unknown, file: string): Config {
  const validator = Compile(Config)
  if (validator.Check(value)) return value
  const problems = new Set([...validator.Errors(value)].flatMap(sentences).map((problem) => `config ${file}: ${problem}`))
  throw new ConfigProblem([...problems])
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

function sentences({ keyword, instancePath, params }: SchemaError): string[] {
  const at = instancePath.split('/').slice(1)
  const names = params as { requiredProperties?: string[]; additionalProperties?: string[] }
  if (keyword === 'boolean') return []
  if (keyword === 'required') return (names.requiredProperties ?? []).map((name) => said([...at, name], 'is missing'))
  if (keyword === 'additionalProperties') {
    return (names.additionalProperties ?? []).map((name) => `\`${[...at, name].join('.')}\` is not a setting of this service`)
  }
  if (at.length === 0) return ['is not one JSON object']
  return [said(at, 'is not right')]
}

function said(at: readonly string[], what: string): string {
  const meaning = meaningOf(at)
  return `\`${at.join('.')}\` ${what}${meaning === undefined ? '' : `: ${meaning}`}`
}

/** What the innermost described part of the schema on this way says. */
function meaningOf(at: readonly string[]): string | undefined {
  let schema: TSchema = Config
  let meaning: string | undefined
  for (const name of at) {
    const inner = (schema as { properties?: Record<string, TSchema> }).properties?.[name]
    if (inner === undefined) break
    schema = inner
    meaning = (schema as { description?: string }).description ?? meaning
  }
  return meaning
}

function resolved(config: Config, folder: string): Config {
  const at = (file: string): string => resolve(folder, file)
  const { tls } = config.nats
  return {
    ...config,
    ...(config.pages === undefined ? {} : { pages: at(config.pages) }),
    ...(config.lawFile === undefined ? {} : { lawFile: at(config.lawFile) }),
    keyDir: at(config.keyDir),
    kekFile: at(config.kekFile),
    nats: {
      ...config.nats,
      credsFile: at(config.nats.credsFile),
      ...(tls === undefined ? {} : { tls: { caFile: at(tls.caFile), certFile: at(tls.certFile), keyFile: at(tls.keyFile) } }),
    },
    oidc: { ...config.oidc, clientSecretFile: at(config.oidc.clientSecretFile) },
  }
}

function foreignNames({ slug, entityId, registry, databaseUrl, ownerDatabaseUrl }: Config): string[] {
  const problems: string[] = []
  if (entityId !== `https://${slug}.${registry.networkDomain}`) problems.push('`entityId` is not https://<slug>.<registry.networkDomain>')
  const [app, owner] = [URL.parse(databaseUrl), URL.parse(ownerDatabaseUrl)]
  if (!app?.username) problems.push('`databaseUrl` names no role')
  if (!owner?.username) problems.push('`ownerDatabaseUrl` names no role')
  if (app?.username && app.username === owner?.username) {
    problems.push('`databaseUrl` names the role of `ownerDatabaseUrl`: the role that works may not own the tables')
  }
  return problems
}

function unreadable(config: Config): string[] {
  const files: [string, string][] = [
    ['kekFile', config.kekFile],
    ['nats.credsFile', config.nats.credsFile],
    ['oidc.clientSecretFile', config.oidc.clientSecretFile],
    ...Object.entries(config.nats.tls ?? {}).map(([name, file]): [string, string] => [`nats.tls.${name}`, file]),
  ]
  return files.flatMap(([field, file]) => {
    try {
      accessSync(file, constants.R_OK)
      return []
    } catch {
      return [`\`${field}\` names a file that is not there or cannot be read`]
    }
  })
}

const loopback = /^(localhost|.*\.localhost|127\..*|\[::1\])$/

/** What is good enough to try things out and not for people's lives. */
function unsafe({ baseUrl, oidc, nats, keyDir, kekFile }: Config): string[] {
  const problems: string[] = []
  if (!baseUrl.startsWith('https://')) problems.push('`baseUrl` is not https, which production needs')
  const issuer = URL.parse(oidc.issuer)
  if (issuer?.protocol !== 'https:' || loopback.test(issuer.hostname)) {
    problems.push('`oidc.issuer` is a development provider; production needs the identity provider of the organisation, over https')
  }
  if (!nats.url.startsWith('tls://')) problems.push('`nats.url` is not tls, which production needs')
  if (!nats.tls) problems.push('`nats.tls` is missing: in production the bus and this service show each other certificates')
  if (dirname(kekFile) === keyDir) problems.push('`kekFile` lies in the folder of the keyring: who copies the one has the other')
  return problems
}
