import { Refusal } from '@ihala/contract'
import type { FastifyRequest } from 'fastify'
import type { App } from './app.ts'
import { principalOf, refuseUndeclared } from './http-route.ts'
import { cookieOf } from './identity.http.ts'
import { type Sessions, sameToken } from './session.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who may come in (T22): the session, the policy on the route's action, the token against requests from other sites, and
 * before the body is read. Then what the route declared, and the policy on the object it names. A page that asks without anybody
 * having touched it says so (`x-by-itself: 1`): an open page alone keeps no session alive. Whoever leaves it out gains what
 * asking by hand gains.
 */
export function admission(app: App, sessions: Sessions) {
  const admit = (request: FastifyRequest, hadCookie: boolean): Refusal | undefined => {
    const { action, resource, asksWho } = request.routeOptions.config
    const { session } = request
    if (!session) return asksWho === true ? undefined : new Refusal(hadCookie ? 'session-expired' : 'not-signed-in')
    if (!resource && !app.access.allows(session.staff, action)) return new Refusal('not-allowed')
    if (SAFE.has(request.method)) return undefined
    // A page of another site can make a browser send its cookie; it cannot read the token, nor set this header.
    const token = request.headers['x-csrf-token']
    return typeof token === 'string' && sameToken(token, session.csrf) ? undefined : new Refusal('cross-site-request')
  }

  return {
    /** Whom a request counts for: the session when it is known already, else the address; so that invented cookies gain nothing. */
    clientOf: (request: FastifyRequest): string => {
      const cookie = cookieOf(app, request, sessions)
      const staff = cookie === undefined ? undefined : sessions.known(cookie)?.staff.id
      return staff ?? request.ip
    },
    install: (): void => {
      app.decorateRequest('stillSignedIn', async function () {
        const cookie = cookieOf(app, this, sessions)
        return cookie !== undefined && (await sessions.look(cookie)) !== undefined
      })
      app.addHook('preParsing', (request, _reply, _payload, done) => {
        // A public route knows nobody: it works without the database, and costs no look-up.
        if (request.is404 || app.access.allows(null, request.routeOptions.config.action)) return done()
        const cookie = cookieOf(app, request, sessions)
        if (cookie === undefined) return done(admit(request, false))
        const byItself = request.routeOptions.config.byItself === true || request.headers['x-by-itself'] === '1'
        const known = byItself ? sessions.known(cookie) : sessions.knownThere(cookie)
        if (known) {
          request.session = known
          return done(admit(request, true))
        }
        const asked = byItself ? sessions.look(cookie) : sessions.find(cookie)
        asked.then((found) => {
          request.session = found ?? null
          done(admit(request, true))
        }, done)
      })
      app.addHook('preValidation', (request, _reply, done) => {
        done(request.is404 ? undefined : refuseUndeclared(request))
      })
      app.addHook('preHandler', (request, _reply, done) => {
        const { action, resource } = request.routeOptions.config
        if (!resource || !request.session) return done()
        done(app.access.allows(principalOf(request), action, resource(request)) ? undefined : new Refusal('not-allowed'))
      })
    },
  }
}
