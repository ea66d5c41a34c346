import { generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { aDoor, as } from '../test/door.ts'
import type { App } from './app.ts'
import type { AppOptions } from './app-options.ts'
import { type IdentityOptions, openIdConnect } from './identity.ts'
import { profileOf } from './identity-claims.ts'
import { openPending, type PendingSignIn, sealPending } from './identity-pending.ts'

const issuer = 'http://id.care-house.test'
const secret = 'a secret of the test'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const claimsOfNoura = { sub: 'noura', roles: ['shelter-worker'], name: 'Noura', 'name#ar': 'نورة', locale: 'ar-QA' }

/** A provider that answers as OpenID Connect does; `answer.up` false is one that is away. */
function aProvider() {
  const answer = {
    up: true,
    nonce: '',
    claims: claimsOfNoura as Record<string, unknown>,
    lookedUp: 0,
    verifier: '',
    more: undefined as object | undefined,
  }
  const fetch: NonNullable<IdentityOptions['fetch']> = (url, init) => {
    answer.lookedUp += 1
    if (!answer.up) return Promise.reject(new TypeError('fetch failed'))
    const json = (body: object) => Promise.resolve(new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }))
    if (url.endsWith('/.well-known/openid-configuration')) {
      return json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        end_session_endpoint: `${issuer}/end`,
        ...(answer.more ? { userinfo_endpoint: `${issuer}/me` } : {}),
      })
    }
    if (url === `${issuer}/jwks`) return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'k' }] })
    if (url === `${issuer}/me`) return json({ ...answer.more })
    answer.verifier = new URLSearchParams(String(init.body)).get('code_verifier') ?? ''
    const now = Math.floor(Date.now() / 1000)
    return json({
      access_token: 'at',
      token_type: 'bearer',
      id_token: idToken({ iss: issuer, aud: 'care-house', iat: now, exp: now + 60, nonce: answer.nonce, ...answer.claims }),
    })
  }
  return { answer, fetch }
}

function idToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}

const doors: App[] = []
afterEach(() => Promise.all(doors.splice(0).map((app) => app.close())))

async function aSignIn(more: Partial<AppOptions> = {}, now: () => Date = () => new Date()) {
  const { answer, fetch } = aProvider()
  const provider = openIdConnect({
    issuer,
    clientId: 'care-house',
    clientSecret: secret,
    baseUrl: 'http://127.0.0.1:4001',
    production: false,
    now,
    fetch,
  })
  const { app, sessions } = await aDoor({ provider, clientSecret: secret, now, ...more })
  doors.push(app)
  const begin = async (back = '/desk/') => {
    const login = await app.inject({ url: `/auth/login?return=${encodeURIComponent(back)}` })
    const pending = login.cookies.find(({ name }) => name === 'ihala_sign_in_care-house')
    const asked = new URL(String(login.headers.location ?? 'http://nowhere.test'))
    answer.nonce = asked.searchParams.get('nonce') ?? ''
    return { login, asked, cookie: `ihala_sign_in_care-house=${pending?.value ?? ''}`, state: asked.searchParams.get('state') ?? '' }
  }
  return { app, answer, begin, sessions }
}

describe('signing in', () => {
  it('goes to the provider with PKCE, state and nonce, and comes back with a session', async () => {
    const { app, answer, begin } = await aSignIn()
    const { login, asked, cookie, state } = await begin('/desk/referrals?tab=mine')
    expect(login.statusCode).toBe(302)
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'care-house',
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://127.0.0.1:4001/auth/callback',
    })
    const back = await app.inject({ url: `/auth/callback?code=c&state=${state}&session_state=s`, headers: { cookie } })
    expect([back.statusCode, back.headers.location]).toEqual([302, '/desk/referrals?tab=mine'])
    expect(back.cookies.find(({ name }) => name === 'ihala_session_care-house')).toMatchObject({
      value: 'noura',
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    })
    expect(answer.verifier).toHaveLength(43)
  })

  it('uses __Host- cookies that travel over TLS only, in production', async () => {
    const { app } = await aSignIn({ environment: 'production' })
    const login = await app.inject({ url: '/auth/login' })
    expect(login.cookies[0]).toMatchObject({ name: '__Host-ihala_sign_in_care-house', secure: true, path: '/' })
  })

  it.each([
    ['a state of somebody else', 'code=c&state=another', {}, 'not completed'],
    ['an error of the provider', 'error=access_denied', {}, 'not completed'],
    ['a nonce of another sign-in', '', { nonce: 'another' }, 'not completed'],
    ['no role', '', { roles: undefined }, 'has no role'],
    ['an unknown role', '', { roles: ['shelter-worker', 'emperor'] }, 'does not know'],
  ])('refuses %s with a plain page, and opens no session', async (_what, query, claims, sentence) => {
    const { app, answer, begin } = await aSignIn()
    const { cookie, state } = await begin()
    answer.claims = { ...claimsOfNoura, ...claims }
    const back = await app.inject({ url: `/auth/callback?${query || `code=c&state=${state}`}`, headers: { cookie } })
    expect([back.statusCode, back.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8'])
    expect(back.body).toContain(sentence)
    expect(back.cookies.map(({ name, value }) => [name, value])).toEqual([['ihala_sign_in_care-house', '']])
  })

  it('asks for roles at the user-info address when the ID token has none', async () => {
    const { app, answer, begin } = await aSignIn()
    answer.more = { sub: 'noura', roles: ['shelter-worker'] }
    answer.claims = { sub: 'noura' }
    const { cookie, state } = await begin()
    expect((await app.inject({ url: `/auth/callback?code=c&state=${state}`, headers: { cookie } })).statusCode).toBe(302)
  })

  it('refuses an answer nobody here asked for', async () => {
    const { app } = await aSignIn()
    const back = await app.inject({ url: '/auth/callback?code=c&state=s', headers: { cookie: 'ihala_sign_in_care-house=AAAA' } })
    expect(back.statusCode).toBe(403)
  })

  it.each(['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)', '/a b'])('leads nowhere else: %s', async (path) => {
    const { begin } = await aSignIn()
    const { login } = await begin(path)
    expect([login.statusCode, login.json().field]).toEqual([400, 'query:/return'])
  })

  it('says 503 while the provider is away, asks it again only after a pause, and works when it is back', async () => {
    let at = Date.parse('2026-03-01T08:00:00Z')
    const { answer, begin } = await aSignIn({}, () => new Date(at))
    answer.up = false
    const away = (await begin()).login
    expect([away.statusCode, away.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8'])
    await begin()
    expect(answer.lookedUp).toBe(1)
    answer.up = true
    at += 501
    expect((await begin()).login.statusCode).toBe(302)
  })

  it('ends the session a browser had when it signs in anew', async () => {
    const { app, begin, sessions } = await aSignIn()
    const { cookie, state } = await begin()
    await app.inject({ url: `/auth/callback?code=c&state=${state}`, headers: { cookie: `${cookie}; ${as('samir').cookie ?? ''}` } })
    expect(sessions.ended).toEqual(['samir'])
  })
})

describe('claims', () => {
  it('become a staff member: roles sorted and once, names in both languages, the language of the provider first', () => {
    expect(profileOf({ ...claimsOfNoura, roles: ['shelter-worker', 'admin', 'admin'], locale: 'en_GB' }, issuer, ['ar', 'en'])).toEqual({
      issuer,
      sub: 'noura',
      roles: ['admin', 'shelter-worker'],
      names: { ar: 'نورة', en: 'Noura' },
      languages: ['en', 'ar'],
    })
  })
})

describe('a sign-in under way', () => {
  const pending: PendingSignIn = {
    state: 's'.repeat(43),
    nonce: 'n'.repeat(43),
    verifier: 'v'.repeat(43),
    returnTo: '/desk/',
    until: 1_000,
  }
  it('opens once sealed, for whoever knows the secret, until its time is over', () => {
    const sealed = sealPending(pending, secret)
    expect(openPending(sealed, secret, new Date(999))).toEqual(pending)
    expect(openPending(sealed, secret, new Date(1_000))).toBeUndefined()
    expect(openPending(sealed, 'another secret', new Date(999))).toBeUndefined()
    expect(openPending(`${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`, secret, new Date(999))).toBeUndefined()
    expect(openPending('', secret, new Date(999))).toBeUndefined()
  })
})
