import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startChild } from '../child.ts'
import { writeSecret } from '../nats/keys.ts'
import type { DemoOrganisation } from '../organisations.ts'
import type { Places } from '../places.ts'
import { clientSecret } from '../prepare-organisation.ts'
import { type Supervised, supervise } from '../supervise.ts'
import type { IdentitySettings } from './provider.ts'

/** The identity provider's settings and its address. */
export interface Identity {
  readonly url: string
  readonly settings: IdentitySettings
}

/**
 * The settings of the provider for these organisations. Its keys and the clients' secrets are made once and kept, so
 * that a restart changes nothing for anybody.
 * @param dir folder `identity` of the network's state
 */
export function identityFor(dir: string, port: number, organisations: readonly DemoOrganisation[], places: Places): Identity {
  const url = `http://127.0.0.1:${port}`
  const issuers = organisations.map(({ slug, names, staff }) => {
    const baseUrl = places.organisations.get(slug)?.baseUrl ?? url
    return {
      slug,
      names,
      staff,
      baseUrl,
      redirectUri: `${baseUrl}/auth/callback`,
      clientId: slug,
      clientSecret: clientSecret(dirname(dir), slug),
      ...keysIn(join(dir, `${slug}.json`)),
    }
  })
  return { url, settings: { port, issuers } }
}

interface IssuerKeys {
  readonly jwks: { readonly keys: readonly unknown[] }
  readonly cookieKeys: readonly string[]
}

function keysIn(file: string): IssuerKeys {
  if (!existsSync(file)) {
    const key = {
      ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
      alg: 'EdDSA',
      use: 'sig',
      kid: randomBytes(8).toString('base64url'),
    }
    const keys: IssuerKeys = { jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString('base64url')] }
    writeSecret(file, JSON.stringify(keys))
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The provider as a process of its own; its settings, which hold secrets, go in by standard input. */
export function identityProcess(root: string, dir: string, identity: Identity, report: (line: string) => void): Supervised {
  const logFile = join(dir, 'provider.log')
  return supervise({
    name: 'Identity provider',
    readyUrl: `${identity.url}/readyz`,
    readyWithinMs: 20_000,
    logFile,
    report,
    launch: () =>
      startChild({
        command: process.execPath,
        args: [join(root, 'infra/identity/provider.ts')],
        logFile,
        recordFile: join(dir, 'provider.pid.json'),
        input: JSON.stringify(identity.settings),
        env: { NODE_COMPILE_CACHE: join(root, '.state', 'compile-cache'), DATABASE_URL: undefined, NATS_OPERATOR_DIR: undefined },
      }),
  })
}
