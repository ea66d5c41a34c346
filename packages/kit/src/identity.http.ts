import { closed, type Names, Refusal, type RefusalCode, SessionView } from '@ihala/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from './app.ts'
import type { IdentityProvider } from './identity.ts'
import { profileOf } from './identity-claims.ts'
import { signInPage } from './identity-page.ts'
import { openPending, ReturnPath, SIGN_IN_TIME, sealPending } from './identity-pending.ts'
import { REFUSAL_STATUS, refusalOf } from './problem.ts'
import { SESSION_LIFE, type Sessions, secondsLeft } from './session.ts'

/** What signing in needs. */
export interface SignIn {
  readonly provider: IdentityProvider
  readonly clientSecret: string
  readonly organisation: {
    readonly slug: string
    readonly kind: string
    readonly names: Names
    readonly languages: readonly string[]
    readonly timeZone: string
  }
  readonly production: boolean
  readonly baseUrl: string
  readonly now: () => Date
}

/** Anybody may sign in; who is signed in may see that and sign out. */
export const IDENTITY_POLICIES = `
permit (principal, action in [Action::"sign-in", Action::"finish-sign-in"], resource);
permit (principal is Staff, action in [Action::"see-own-session", Action::"sign-out"], resource);
`

const LoginQuery = closed({ return: Type.Optional(ReturnPath) })
const Parameter = Type.String({ maxLength: 4096 })
/** Providers add parameters of their own (`session_state` …): each is one text. */
const CallbackQuery = Type.Object(
  { code: Type.Optional(Parameter), state: Type.Optional(Parameter), iss: Type.Optional(Parameter), error: Type.Optional(Parameter) },
  { additionalProperties: Parameter },
)
/** A browser is sent on, or shown a page that says why not. */
const PAGES = { 302: [], default: ['text/html'] } as const
const NOBODY = Type.Null({ description: 'nobody is signed in' })
const SignedOut = closed({ providerSignOut: Type.Union([Type.String(), Type.Null()]) })

/** Routes of signing in and out: /auth/login, /auth/callback, /auth/logout, /session. */
export function identityRoutes(app: App, sessions: Sessions, signIn: SignIn): void {
  const { organisation, production, provider, clientSecret, now } = signIn
  const pendingCookie = `${production ? '__Host-' : ''}ihala_sign_in_${organisation.slug}`
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: production } as const
  const refuse = (reply: FastifyReply, thrown: unknown) => {
    const refused = refusalOf(thrown)
    if (!refused) throw thrown
    return answerWithPage(reply, refused.code, refused.facts.rule)
  }

  app.get(
    '/auth/login',
    { config: { action: 'sign-in', rateLimit: app.signInLimit, answers: PAGES }, schema: { querystring: LoginQuery } },
    async (request, reply) => {
      try {
        const { location, pending } = await provider.begin(request.query.return ?? '/')
        reply.setCookie(pendingCookie, sealPending(pending, clientSecret), { ...cookie, maxAge: SIGN_IN_TIME / 1000 })
        return reply.redirect(location, 302)
      } catch (thrown) {
        return refuse(reply, thrown)
      }
    },
  )

  app.get(
    '/auth/callback',
    { config: { action: 'finish-sign-in', rateLimit: app.signInLimit, answers: PAGES }, schema: { querystring: CallbackQuery } },
    async (request, reply) => {
      const given = app.parseCookie(request.headers.cookie ?? '')
      try {
        const pending = openPending(given[pendingCookie] ?? '', clientSecret, now())
        if (!pending) throw new Refusal('not-allowed', { rule: 'sign-in-not-begun' })
        const { issuer, claims } = await provider.finish(new URL(request.url, signIn.baseUrl), pending)
        const profile = profileOf(claims, issuer, organisation.languages)
        const staff = await sessions.admit(profile)
        if (staff.suspended) throw new Refusal('not-allowed', { rule: 'suspended' })
        // A new sign-in is a new session; the one this browser had ends.
        await sessions.end(given[sessions.cookieName] ?? '')
        const opened = await sessions.open(staff.id)
        reply.setCookie(sessions.cookieName, opened, { ...cookie, maxAge: SESSION_LIFE.absolute / 1000 })
        reply.clearCookie(pendingCookie, cookie)
        return reply.redirect(pending.returnTo, 302)
      } catch (thrown) {
        reply.clearCookie(pendingCookie, cookie)
        return refuse(reply, thrown)
      }
    },
  )

  app.post('/auth/logout', { config: { action: 'sign-out' }, schema: { response: { 200: SignedOut } } }, async (request, reply) => {
    await sessions.end(cookieOf(app, request, sessions) ?? '')
    reply.clearCookie(sessions.cookieName, cookie)
    return { providerSignOut: provider.signOutLocation() ?? null }
  })

  app.get(
    '/session',
    { config: { action: 'see-own-session', asksWho: true }, schema: { response: { 200: SessionView, 204: NOBODY } } },
    async (request, reply) => {
      const { session } = request
      if (!session) return reply.code(204).send(null)
      const { id, names, roles, languages } = session.staff
      const { slug, kind, names: organisationNames, timeZone } = organisation
      return reply.code(200).send({
        staff: { id, names, roles: [...roles], languages: [...languages] },
        organisation: { slug, kind, names: organisationNames, timeZone },
        csrf: session.csrf,
        secondsLeft: secondsLeft(session, now().getTime()),
        environment: production ? ('production' as const) : ('development' as const),
      })
    },
  )
}

/** The session cookie of a request, if it brought one. */
export function cookieOf(app: App, request: FastifyRequest, sessions: Sessions): string | undefined {
  const header = request.headers.cookie
  return header === undefined ? undefined : app.parseCookie(header)[sessions.cookieName]
}

function answerWithPage(reply: FastifyReply, code: RefusalCode, rule: string | undefined) {
  return reply.code(REFUSAL_STATUS[code]).type('text/html; charset=utf-8').send(signInPage(code, rule))
}
