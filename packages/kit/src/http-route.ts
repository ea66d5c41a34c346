import { Refusal } from '@ihala/contract'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Access, Principal, Resource } from './access-policy.ts'
import type { EventStream } from './event-stream.ts'
import type { ServiceContext } from './service-context.ts'
import type { Session, SignedInStaff } from './session.ts'
import type { Span } from './telemetry.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the policies are asked about, kebab-case: a verb and a noun. Every route has one. */
    action: string
    /**
     * The object the action is on, from what the request says (path, body), for the policies. What only the database knows
     * is judged in the handler by `authorise`. Nobody who is not signed in reaches a route that has it, unless the policies
     * permit the action on the organisation itself.
     */
    resource?: (request: FastifyRequest) => Resource
    /** A creating request: `Idempotency-Key` must be there. */
    creates?: boolean
    /** Changes a versioned row: `If-Match` must be there; `ifMatch(request)` reads it. */
    changes?: boolean
    /** Takes multipart/form-data, and nothing else. */
    upload?: boolean
    /** Asks who is signed in: that nobody is, is an answer too, and `session` is null then. */
    asksWho?: boolean
    /** A page does it by itself: it does not count as the staff member being there, whose session ends after a pause. */
    byItself?: boolean
    /** Answered too often to be worth a line in the log (health). */
    quiet?: boolean
    /** For the document: the media types of answers that no JSON schema describes, by status; none: an answer without a body. */
    answers?: Readonly<Partial<Record<number | 'default', readonly string[]>>>
  }
  interface FastifyRequest {
    /** The signed-in browser; null when there is none. */
    session: Session | null
    /** The signed-in staff member. Throws Refusal `not-signed-in` when there is none: only a public route can meet that. */
    readonly staff: SignedInStaff
    /** Whether the policies permit this member an action on an object that the handler has found. */
    allows(action: string, resource: Resource): boolean
    /** Whether the session it came with is still open; asked by what outlasts a request. */
    stillSignedIn(): Promise<boolean>
    /** The organisation this request came to. */
    readonly service: ServiceContext
    /** The request's span when traces are collected. */
    span: Span | undefined
    /** Code of the problem it was answered with, for the log and the figures. */
    problemCode: string | undefined
  }
  interface FastifyInstance {
    readonly access: Access
    /** Opens a stream that tells a page what happens. Throws Refusal `too-many-requests` beyond eight of one staff member. */
    readonly eventStream: (request: FastifyRequest, reply: FastifyReply) => EventStream
    /** Limit of the routes of signing in. */
    readonly signInLimit: { readonly max: number }
  }
}

/** What is wrong with a route, as one plain sentence; undefined when nothing is. */
export function faultOfRoute(route: RouteOptions, actions: ReadonlySet<string>): string | undefined {
  const name = `${String(route.method)} ${route.url}`
  const config = route.config
  if (config?.action === undefined) return `refused: route ${name} has no policy action`
  if (!/^[a-z]+(-[a-z]+)*$/.test(config.action)) return `refused: route ${name} has an action that is not kebab-case`
  if (!actions.has(config.action)) return `refused: route ${name} has the action ${config.action}, which no policy names`
  if (route.url.includes(':') && route.schema?.params === undefined) return `refused: route ${name} has path parameters no schema describes`
  if (config.upload === true && route.schema?.body !== undefined) return `refused: route ${name} takes an upload and a body`
  return undefined
}

/** What a route did not declare is refused: a body, a query, a media type, a missing condition. */
export function refuseUndeclared(request: FastifyRequest): Refusal | undefined {
  const { config, schema } = request.routeOptions
  const multipart = request.headers['content-type']?.toLowerCase().startsWith('multipart/') === true
  if (multipart !== (config.upload === true)) return new Refusal('media-type-unsupported')
  if (schema?.body === undefined && !multipart && request.body !== undefined && request.body !== null) {
    return new Refusal('body-invalid', { field: '', rule: 'undeclared' })
  }
  if (schema?.querystring === undefined) {
    const [name] = Object.keys(request.query ?? {})
    if (name !== undefined) return new Refusal('body-invalid', { field: `query:/${name}`, rule: 'undeclared' })
  }
  if (config.creates === true && !idempotencyKeyIn(request))
    return new Refusal('idempotency-key-missing', { field: 'header:/idempotency-key' })
  if (config.changes === true && request.headers['if-match'] === undefined)
    return new Refusal('if-match-missing', { field: 'header:/if-match' })
  return undefined
}

/**
 * The version in `If-Match: "<version>"`, as the row's `ETag` said it.
 * Throws Refusal `if-match-missing` without one, `body-invalid` when it is not one quoted whole number.
 */
export function ifMatch(request: Pick<FastifyRequest, 'headers'>): number {
  const given = request.headers['if-match']
  if (given === undefined) throw new Refusal('if-match-missing', { field: 'header:/if-match' })
  const version = Number(/^"(\d{1,9})"$/.exec(given)?.[1])
  if (!Number.isSafeInteger(version)) throw new Refusal('body-invalid', { field: 'header:/if-match', rule: 'version' })
  return version
}

/** Says the version of the row that is answered, for a later `If-Match`. */
export function etag(reply: FastifyReply, version: number): void {
  reply.header('etag', `"${version}"`)
}

/** Asks the policies about an object the handler has loaded. Throws Refusal `not-allowed`. */
export function authorise(request: FastifyRequest, resource: Resource, action: string = request.routeOptions.config.action): void {
  if (!request.server.access.allows(principalOf(request), action, resource)) throw new Refusal('not-allowed')
}

/** Who asks, for the policies. */
export function principalOf(request: FastifyRequest): Principal {
  return request.session?.staff ?? null
}

/** The methods an address takes, when some route has this address; for 405 and its `Allow`. */
export function methodsOf(routes: ReadonlyMap<string, ReadonlySet<string>>, path: string): readonly string[] {
  for (const [template, methods] of routes) if (fits(template, path)) return [...methods].sort()
  return []
}

function fits(template: string, path: string): boolean {
  const [parts, given] = [template.split('/'), path.split('/')]
  const star = parts.at(-1) === '*'
  if (star ? given.length < parts.length : given.length !== parts.length) return false
  // An address that only a wildcard covers is a missing page, not a wrong method.
  return !star && parts.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
}

function idempotencyKeyIn(request: FastifyRequest): boolean {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && /^[\x21-\x7e]{1,128}$/.test(key)
}
