import { type InteractionContext, interactionPolicy, Provider } from 'oidc-provider'
import type { DemoStaff } from '../organisations.ts'

/** What the provider knows of one organisation. */
export interface IssuerSettings {
  readonly slug: string
  readonly names: { readonly ar: string; readonly en: string }
  readonly staff: readonly DemoStaff[]
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Where a signed-out person may be sent back to. */
  readonly baseUrl: string
  /** Private signing keys (JWK), kept from one start to the next. */
  readonly jwks: { readonly keys: readonly unknown[] }
  readonly cookieKeys: readonly string[]
}

/**
 * One organisation's issuer: authorization code with PKCE, one client, one page on which a person is chosen. The id
 * token carries `sub`, `name` (also `name#ar`, `name#en`), `locale` and `roles`.
 * @param issuer its address, `http://127.0.0.1:<port>/<slug>`
 */
export function makeIssuer(issuer: string, settings: IssuerSettings): Provider {
  const path = new URL(issuer).pathname
  const policy = interactionPolicy.base()
  // At a shared demonstration the next person must not become the one before: the page is shown at every sign-in.
  policy
    .get('login')
    .checks.add(
      new interactionPolicy.Check('asked_every_time', 'the person is chosen at every sign-in', (context) =>
        context.oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    )
  const person = (sub: string): DemoStaff | undefined => settings.staff.find((one) => one.sub === sub)
  return new Provider(issuer, {
    clients: [
      {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        redirect_uris: [settings.redirectUri],
        post_logout_redirect_uris: [`${settings.baseUrl}/`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'EdDSA',
      },
    ],
    scopes: ['openid', 'profile', 'roles'],
    claims: { openid: ['sub'], profile: ['name', 'name#ar', 'name#en', 'locale'], roles: ['roles'] },
    // The claims belong into the id token itself, so that a service needs no second request.
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    jwks: settings.jwks,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { policy, url: (_context: unknown, interaction: { uid: string }) => `${path}/interaction/${interaction.uid}` },
    cookies: {
      keys: settings.cookieKeys,
      long: { path, httpOnly: true, sameSite: 'lax' },
      short: { path, httpOnly: true, sameSite: 'lax' },
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AuthorizationCode: 60, AccessToken: 600, IdToken: 600 },
    findAccount: (_context: unknown, sub: string) => {
      const found = person(sub)
      if (!found) return undefined
      return {
        accountId: sub,
        claims: () => ({
          sub,
          name: found.names.en,
          'name#ar': found.names.ar,
          'name#en': found.names.en,
          locale: 'ar',
          roles: found.roles,
        }),
      }
    },
    // The organisation's own client needs nobody's leave to learn who signed in.
    loadExistingGrant: async (context: InteractionContext) => {
      const { provider, client, session } = context.oidc
      if (!client || session.accountId === undefined) return undefined
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
      grant.addOIDCScope('openid profile roles')
      await grant.save()
      return grant
    },
    renderError: (context: { type: string; body: string }, out: { error: string; error_description?: string }) => {
      context.type = 'text/plain'
      context.body = `${out.error}: ${out.error_description ?? ''}`
    },
  })
}
