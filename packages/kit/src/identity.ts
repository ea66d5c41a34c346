import { Refusal } from '@ihala/contract'
import type { Configuration, CustomFetch } from 'openid-client'
import { type PendingSignIn, SIGN_IN_TIME } from './identity-pending.ts'

/** Claims of somebody the provider vouches for. */
export interface Vouched {
  readonly issuer: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** The organisation's identity provider. Passwords, passkeys and second factors are its business, not ours. */
export interface IdentityProvider {
  /** Begins a sign-in: where to send the browser, and what its answer must fit. Throws `service-unavailable` while the provider does not answer. */
  begin(returnTo: string): Promise<{ readonly location: string; readonly pending: PendingSignIn }>
  /** Ends a sign-in from the address the browser came back to. Throws `not-allowed` when the answer does not fit. */
  finish(came: URL, pending: PendingSignIn): Promise<Vouched>
  /** Where the browser can sign out at the provider too, if it offers that and has been reached. */
  signOutLocation(): string | undefined
}

/** Settings of the relying party. */
export interface IdentityOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Address of this service as browsers see it. */
  readonly baseUrl: string
  /** Plain http to the provider is for development only. */
  readonly production: boolean
  readonly now: () => Date
  /** For tests; else the platform's. */
  readonly fetch?: CustomFetch
}

const BACK_OFF = { first: 500, longest: 30_000 } as const
const TIMEOUT_SECONDS = 5

/** Path the provider sends browsers back to. */
export const CALLBACK_PATH = '/auth/callback'

/**
 * OpenID Connect with PKCE, state and nonce (RFC 9700). The provider is looked up when somebody first signs in, with a pause that
 * doubles from half a second to 30 s after each failure: a service is ready without its provider.
 */
export function openIdConnect(options: IdentityOptions): IdentityProvider {
  const { issuer, clientId, clientSecret, production, now } = options
  const redirect = new URL(CALLBACK_PATH, options.baseUrl).href
  let found: Configuration | undefined
  let looking: Promise<Configuration> | undefined
  let pause = 0
  let notBefore = 0

  const look = async (): Promise<Configuration> => {
    const client = await import('openid-client')
    try {
      found = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: TIMEOUT_SECONDS,
        execute: production ? [] : [client.allowInsecureRequests],
        ...(options.fetch ? { [client.customFetch]: options.fetch } : {}),
      })
      return found
    } catch {
      pause = Math.min(pause === 0 ? BACK_OFF.first : pause * 2, BACK_OFF.longest)
      notBefore = now().getTime() + pause
      throw new Refusal('service-unavailable', { rule: 'identity-provider' })
    } finally {
      looking = undefined
    }
  }
  const configuration = async (): Promise<Configuration> => {
    if (found) return found
    if (!looking && now().getTime() < notBefore) throw new Refusal('service-unavailable', { rule: 'identity-provider' })
    looking ??= look()
    return looking
  }

  return {
    begin: async (returnTo) => {
      const provider = await configuration()
      const client = await import('openid-client')
      const verifier = client.randomPKCECodeVerifier()
      const pending: PendingSignIn = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier,
        returnTo,
        until: now().getTime() + SIGN_IN_TIME,
      }
      const location = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirect,
        scope: 'openid profile roles',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      })
      return { location: location.href, pending }
    },
    finish: async (came, pending) => {
      const provider = await configuration()
      const client = await import('openid-client')
      try {
        const tokens = await client.authorizationCodeGrant(provider, came, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new Refusal('not-allowed', { rule: 'id-token' })
        // Some providers put roles into the ID token, some only into the answer of the user-info address.
        const asks = claims.roles === undefined && provider.serverMetadata().userinfo_endpoint !== undefined
        const more = asks ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub) : {}
        return { issuer: claims.iss, claims: { ...more, ...claims } }
      } catch (thrown) {
        if (thrown instanceof Refusal) throw thrown
        throw unanswered(thrown)
          ? new Refusal('service-unavailable', { rule: 'identity-provider' })
          : new Refusal('not-allowed', { rule: 'sign-in' })
      }
    },
    signOutLocation: () => {
      const end = found?.serverMetadata().end_session_endpoint
      if (end === undefined) return undefined
      const location = new URL(end)
      location.searchParams.set('client_id', clientId)
      location.searchParams.set('post_logout_redirect_uri', new URL('/', options.baseUrl).href)
      return location.href
    },
  }
}

/** Whether the provider could not be reached, as opposed to having said no. */
function unanswered(thrown: unknown): boolean {
  return thrown instanceof Error && ('code' in thrown ? thrown.code === 'OAUTH_TIMEOUT' : thrown instanceof TypeError)
}
