import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../ports.ts'
import { choosePage } from './choose-page.ts'
import { type IdentityServer, serveIdentity } from './provider.ts'
import { signIn } from './sign-in.ts'

/** The least a service does: code and PKCE, then a session cookie that names who signed in. */
function smallService(base: string, issuer: string, secret: string): Server {
  const verifier = randomBytes(32).toString('base64url')
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', base)
    if (url.pathname === '/auth/login') {
      const to = new URL(`${issuer}/auth`)
      to.search = new URLSearchParams({
        client_id: 'care-house',
        response_type: 'code',
        scope: 'openid profile roles',
        state: 'state',
        redirect_uri: `${base}/auth/callback`,
        code_challenge_method: 'S256',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      }).toString()
      response.writeHead(302, { location: to.href, 'set-cookie': 'pending=1; Path=/' }).end()
      return
    }
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'care-house',
        client_secret: secret,
        grant_type: 'authorization_code',
        code: url.searchParams.get('code') ?? '',
        redirect_uri: `${base}/auth/callback`,
        code_verifier: verifier,
      }),
    })
    const tokens: { id_token?: string } = JSON.parse(await answer.text())
    response
      .writeHead(302, {
        location: '/',
        'set-cookie': [`session=${tokens.id_token?.split('.')[1] ?? 'none'}; HttpOnly; Path=/`, 'pending=; Max-Age=0; Path=/'],
      })
      .end()
  })
}

let identity: IdentityServer
let service: Server
let base: string
let issuer: string

beforeAll(async () => {
  const providerPort = await freePort()
  const servicePort = await freePort(undefined, new Set([providerPort]))
  base = `http://127.0.0.1:${servicePort}`
  issuer = `http://127.0.0.1:${providerPort}/care-house`
  const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), alg: 'EdDSA', use: 'sig', kid: 'one' }
  identity = await serveIdentity({
    port: providerPort,
    issuers: [
      {
        slug: 'care-house',
        names: { ar: 'دار الرعاية', en: 'Care House' },
        clientId: 'care-house',
        clientSecret: 'a secret for this test only, long enough',
        baseUrl: base,
        redirectUri: `${base}/auth/callback`,
        jwks: { keys: [key] },
        cookieKeys: ['cookie key of this test'],
        staff: [
          { sub: 'grace', names: { ar: 'غريس', en: 'Grace' }, roles: ['shelter-worker'], languages: ['eng'] },
          { sub: 'khalid', names: { ar: 'خالد', en: 'Khalid' }, roles: ['admin'], languages: ['ara'] },
        ],
      },
    ],
  })
  service = smallService(base, issuer, 'a secret for this test only, long enough')
  await new Promise<void>((resolve) => service.listen(servicePort, '127.0.0.1', resolve))
})
afterAll(async () => {
  service.closeAllConnections()
  await new Promise((resolve) => service.close(resolve))
  await identity.close()
})

test('signing in brings the organisation a session with the person, their locale and roles in the id token', async () => {
  const { cookie } = await signIn(base, 'grace')
  expect(cookie).toMatch(/^session=[^;]+$/)
  const claims: unknown = JSON.parse(Buffer.from(cookie.slice('session='.length), 'base64url').toString())
  expect(claims).toMatchObject({
    iss: issuer,
    aud: 'care-house',
    sub: 'grace',
    name: 'Grace',
    'name#ar': 'غريس',
    locale: 'ar',
    roles: ['shelter-worker'],
  })
})

test('the next sign-in asks again who it is', async () => {
  const [first, second] = [await signIn(base, 'grace'), await signIn(base, 'khalid')]
  expect(JSON.parse(Buffer.from(second.cookie.slice('session='.length), 'base64url').toString())).toMatchObject({
    sub: 'khalid',
    roles: ['admin'],
  })
  expect(first.cookie).not.toBe(second.cookie)
})

test('who is chosen stands with their roles in words, in both languages', () => {
  const names = { ar: 'دار الرعاية', en: 'Care House' }
  const staff = [
    { sub: 'noora', names: { ar: 'نورة', en: 'Noora' }, roles: ['shelter-worker', 'duty-officer'] as const, languages: ['ara'] },
  ]
  const page = choosePage({ names, staff }, '/')
  for (const said of ['موظف الدار', 'Shelter worker · Duty officer']) expect(page).toContain(said)
  expect(page).not.toContain('shelter-worker')
})

test('nobody signs in who does not work there', async () => {
  await expect(signIn(base, 'mariam')).rejects.toThrow(/answered 400: Nobody of that name works here/)
})

test('a sign-in without PKCE is refused', async () => {
  const response = await fetch(
    `${issuer}/auth?client_id=care-house&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(`${base}/auth/callback`)}`,
    { redirect: 'manual' },
  )
  expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
})
