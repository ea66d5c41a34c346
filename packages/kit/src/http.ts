import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Refusal } from '@ihala/contract'
import { fastify, LogController, type RouteOptions } from 'fastify'
import { type Access, loadAccess } from './access-policy.ts'
import type { App } from './app.ts'
import type { AppOptions, Limits } from './app-options.ts'
import { asyncapiRoute } from './asyncapi.ts'
import { eventStreams } from './event-stream.ts'
import { FEDERATION_POLICIES } from './federation.http.ts'
import { HEALTH_POLICIES, healthRoutes } from './health.ts'
import { admission } from './http-admission.ts'
import { answers } from './http-answers.ts'
import { faultOfRoute, principalOf } from './http-route.ts'
import { serializerCompiler, validatorCompiler } from './http-schema.ts'
import { IDENTITY_POLICIES, identityRoutes } from './identity.http.ts'
import { loggerOptions } from './logging.ts'
import { openapi } from './openapi.ts'
import { PAGE_POLICIES, pageRoutes } from './pages.ts'

const LIMITS: Readonly<Record<'development' | 'production', Limits>> = {
  production: { body: 256 * 1024, file: 20 * 1024 * 1024, files: 10, requests: 1_200, signIns: 60 },
  // Everybody has one address here, and the bench asks as fast as it can.
  development: { body: 256 * 1024, file: 20 * 1024 * 1024, files: 10, requests: 1_000_000, signIns: 10_000 },
}

/**
 * Builds the door, not yet listening. Throws with one plain sentence when a policy cannot be read, a route has no action
 * that a policy names, or takes something no schema describes.
 */
export async function buildApp(options: AppOptions): Promise<App> {
  const { organisation, environment, sessions } = options
  const production = environment === 'production'
  const limits = { ...LIMITS[environment], ...options.limits }
  const access: Access = await loadAccess(
    [{ feature: 'kit', text: `${HEALTH_POLICIES}${IDENTITY_POLICIES}${PAGE_POLICIES}${FEDERATION_POLICIES}` }, ...options.policies],
    organisation,
  )

  const routes: RouteOptions[] = []
  const answering = answers(options, routes)
  const app: App = fastify({
    logger: loggerOptions(options.logs, organisation.slug),
    logController: new LogController({ disableRequestLogging: true }),
    // A request's name is ours: one taken from outside could carry anything into the log.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: limits.body,
    trustProxy: options.trustProxy ? [...options.trustProxy] : false,
    clientErrorHandler: answering.clientError,
    frameworkErrors: answering.frameworkError,
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeContentTypeParser('text/plain')
  app.decorate('access', access)
  app.decorate('eventStream', eventStreams(app))
  app.decorate('signInLimit', { max: limits.signIns })
  app.decorateRequest('session', null)
  app.decorateRequest('span', undefined)
  app.decorateRequest('problemCode', undefined)
  app.decorateRequest('staff', {
    getter() {
      if (!this.session) throw new Refusal('not-signed-in')
      return this.session.staff
    },
  })
  app.decorateRequest('allows', function (action, resource) {
    return app.access.allows(principalOf(this), action, resource)
  })
  app.decorateRequest('service', {
    getter() {
      if (!options.service) throw new Error('this door was built without a service')
      return options.service
    },
  })

  cutSilentOnes(app)
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  answering.install(app)

  await app.register(cookie, { hook: false })
  await app.register(helmet, headers(production))
  await app.register(rateLimit, {
    max: limits.requests,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator: (request) => admitting.clientOf(request),
    errorResponseBuilder: () => new Refusal('too-many-requests'),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  })
  await app.register(multipart, {
    limits: { fileSize: limits.file, files: limits.files, fields: 20, fieldSize: 64 * 1024, parts: limits.files + 20, headerPairs: 50 },
  })
  const admitting = admission(app, sessions)
  admitting.install()
  await openapi(app, options)

  healthRoutes(app, options)
  asyncapiRoute(app, options)
  identityRoutes(app, sessions, { ...options, production })
  await pageRoutes(app, options.pages)
  options.routes?.(app)

  app.addHook('onReady', (done) => {
    const faults = routes.map((route) => faultOfRoute(route, access.actions)).filter((fault) => fault !== undefined)
    done(faults.length > 0 ? new Error([...new Set(faults)].join('\n')) : undefined)
  })
  return app
}

/**
 * A browser keeps connections ready on which it never asked anything. Node does not count them as idle, so closing would wait for
 * them for a minute: they are cut.
 */
function cutSilentOnes(app: App): void {
  const silent = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy()
    done()
  })
}

/** Only our own bundles run; nothing is framed, nothing is told to other sites. */
function headers(production: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: production ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
    xFrameOptions: { action: 'deny' as const },
  }
}
