import {
  ACCEPTS,
  ENVELOPE,
  FEDERATION_PATH,
  FEDERATION_TYP,
  type FederationError,
  type MemberConfiguration,
  STATEMENT_LIFETIME,
} from '@ihala/contract'
import { eventsOf, takenBy } from '@ihala/policy'
import { type SignedTyp, signCompact } from '@ihala/seal'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import type { FileKeyring } from './keyring-file.ts'
import { problemOf } from './problem.ts'
import type { ServiceContext } from './service-context.ts'

/** Who is a member is for everybody to see: keys and organisations, nobody's name (OpenID Federation 1.0). */
export const FEDERATION_POLICIES = `
permit (principal, action == Action::"read-federation", resource);
`

/** Signing costs work, and these doors are open to all: requests a minute from one address. */
const LIMIT = { max: 120, timeWindow: 60_000 }

/** What is answered: something signed under its own media type, a list, or a no in the federation's form. */
const ANSWERS = {
  200: ['application/json', ...[ENVELOPE.typ.statement, ...Object.values(FEDERATION_TYP)].map((typ) => `application/${typ}`)],
  default: ['application/json'],
} as const

/** What every route of the federation says of itself. A no is answered in the federation's own form, not as a problem. */
export const federationRoute = {
  config: { action: 'read-federation', rateLimit: LIMIT, answers: ANSWERS },
  errorHandler: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const { status, code } = problemOf(error, request.id)
    if (code === 'fault') request.log.error({ err: error }, 'fault')
    request.problemCode = code
    return reply.code(status).type('application/json').serializer(JSON.stringify).send(saidAs(status, code))
  },
} as const

/** A federation endpoint's no (OpenID Federation 1.0 §8.9). */
export function refuseFederation(reply: FastifyReply, status: number, error: FederationError['error'], description: string): FastifyReply {
  return reply.code(status).send(federationRefusal(error, description))
}

function federationRefusal(error: FederationError['error'], description: string): FederationError {
  return { error, error_description: description }
}

function saidAs(status: number, code: string): FederationError {
  if (status >= 500) return federationRefusal(status === 503 ? 'temporarily_unavailable' : 'server_error', code)
  return federationRefusal(status === 404 ? 'not_found' : status === 429 ? 'temporarily_unavailable' : 'invalid_request', code)
}

/** Answers a signed object under its media type, or that there is none. */
export function answerSigned(reply: FastifyReply, typ: SignedTyp, jws: string | undefined): FastifyReply {
  if (jws === undefined) return refuseFederation(reply, 404, 'not_found', 'there is none')
  return reply.type(`application/${typ}`).serializer(String).send(jws)
}

/** Signs by this organisation's own key, in its own name, from now on for at most a day (seconds since 1970). */
export function signOwn(service: ServiceContext, typ: SignedTyp, claims: Readonly<Record<string, unknown>>): string {
  const iat = Math.floor(Date.parse(service.stamp().now) / 1000)
  const content = { iss: service.organisation.entityId, iat, ...claims }
  return signCompact(typ, Buffer.from(JSON.stringify(content)), service.keyring)
}

/** What an organisation is to say of itself, of its settings and its kind. */
export interface OwnWord {
  readonly config: Pick<Config, 'entityId' | 'kind' | 'names' | 'nats' | 'registry'>
  readonly serves: readonly string[]
  readonly keyring: FileKeyring
}

/** What its kind takes, and how a grant may be written. */
function acceptedBy(kind: string): MemberConfiguration['metadata']['ihala_member']['accepts'] {
  return { ...Object.fromEntries(takenBy(kind).map((type) => [type, ACCEPTS[type]])), grant: ACCEPTS.grant }
}

/**
 * The organisation's entity configuration (OpenID Federation 1.0 §9): its own keys and what it says of itself, signed by
 * itself. Whether to believe it is what the anchor's statement is for.
 */
export function entityConfiguration({ config, serves, keyring }: OwnWord, now: Date): string {
  const { entityId, kind, names, nats, registry } = config
  const iat = Math.floor(now.getTime() / 1000)
  const configuration: MemberConfiguration = {
    iss: entityId,
    sub: entityId,
    iat,
    exp: iat + STATEMENT_LIFETIME,
    jwks: { keys: keyring.publicKeys() },
    authority_hints: [registry.anchorId],
    metadata: {
      federation_entity: { organization_name: names.en, 'organization_name#ar': names.ar },
      ihala_member: { kind, names, bus_tag: nats.tag, sends: eventsOf(kind), accepts: acceptedBy(kind), serves: [...serves] },
    },
  }
  return signCompact(ENVELOPE.typ.statement, Buffer.from(JSON.stringify(configuration)), keyring)
}

/** Everybody's well-known place. */
export function federationRoutes(app: App, service: ServiceContext): void {
  app.get(FEDERATION_PATH.configuration, federationRoute, (_request, reply) =>
    answerSigned(reply, ENVELOPE.typ.statement, entityConfiguration(service, new Date(service.stamp().now))),
  )
}
