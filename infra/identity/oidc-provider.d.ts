// The part of oidc-provider 9 that the demonstration's identity provider uses; the package brings no types.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  /** The request an interaction belongs to. */
  export interface InteractionContext {
    readonly oidc: {
      readonly result?: { readonly login?: { readonly accountId: string } }
      readonly session: { readonly accountId?: string }
      readonly client?: { readonly clientId: string }
      readonly provider: Provider
    }
  }

  export interface InteractionDetails {
    readonly uid: string
    readonly prompt: { readonly name: string }
    readonly params: Readonly<Record<string, unknown>>
  }

  export interface ConsentGrant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly Grant: new (properties: {
      readonly accountId: string
      readonly clientId: string
    }) => ConsentGrant
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { readonly login: { readonly accountId: string; readonly remember: boolean } },
      options: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>
    on(event: 'server_error', listener: (context: unknown, error: Error) => void): this
  }

  export namespace interactionPolicy {
    export class Check {
      static readonly REQUEST_PROMPT: boolean
      static readonly NO_NEED_TO_PROMPT: boolean
      constructor(reason: string, description: string, check: (context: InteractionContext) => boolean)
    }
    export function base(): { get(name: string): { readonly checks: { add(check: Check): void } } }
  }
}
