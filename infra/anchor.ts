import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  ACCEPTS,
  checkRegistryList,
  checkRegistryStatement,
  type MemberKey,
  type MemberMetadata,
  type RegistryList,
  type RegistryStatement,
  STATEMENT_LIFETIME,
} from '@ihala/contract'
import { REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { eventsOf } from '@ihala/policy'
import {
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PrivateJwk,
  type PublicJwk,
  type SigningKeys,
  signList,
  signStatement,
} from '@ihala/seal'
import { connect, credsAuthenticator } from '@nats-io/transport-node'
import { writeSecret } from './nats/keys.ts'
import { registrySubject } from './nats/subjects.ts'

/** The trust anchor: the National Committee's signing key and the name it signs in (DESIGN §6). */
export interface TrustAnchor {
  readonly entityId: string
  readonly publicKeys: readonly PublicJwk[]
  readonly signing: SigningKeys
}

/** What the anchor is told about a member, after people have checked it. */
export interface MemberRequest {
  readonly entityId: string
  readonly kind: string
  readonly names: MemberMetadata['names']
  readonly status: MemberMetadata['status']
  readonly busTag: string
  /** Needs it serves. */
  readonly serves: MemberMetadata['serves']
  /** Categories of personal data it may be given. */
  readonly takes: MemberMetadata['takes']
  readonly keys: readonly MemberKey[]
}

/** A signed statement and the token of its subject on the bus. */
export interface SignedEntry {
  readonly token: string
  readonly jws: string
}

/**
 * Opens the anchor's key in its own folder, or makes it (Ed25519, file 0600). The folder never lies in a service's:
 * whoever has this key decides who is a member.
 */
export function openAnchor(dir: string, entityId: string): TrustAnchor {
  const file = join(dir, 'anchor.jwk')
  if (!existsSync(file)) writeSecret(file, JSON.stringify(newSigningKey().jwk))
  const key: PrivateJwk = JSON.parse(readFileSync(file, 'utf8'))
  // Only the signing half of the keyring is used; the other two are made to be forgotten.
  const signing = memoryKeyring({ signing: key, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  return { entityId, publicKeys: [signing.signing.jwk], signing }
}

/**
 * Signs a statement about one member that lives from now for 24 hours.
 * @throws when the request does not make a valid statement
 */
export function signMember(anchor: TrustAnchor, member: MemberRequest, now: Date): SignedEntry {
  const iat = Math.floor(now.getTime() / 1000)
  const statement: RegistryStatement = {
    iss: anchor.entityId,
    sub: member.entityId,
    iat,
    exp: iat + STATEMENT_LIFETIME,
    jwks: { keys: [...member.keys] },
    metadata: {
      ihala_member: {
        kind: member.kind,
        names: member.names,
        status: member.status,
        bus_tag: member.busTag,
        sends: eventsOf(member.kind),
        accepts: Object.fromEntries(eventsOf(member.kind).map((type) => [type, ACCEPTS[type]])),
        takes: [...member.takes],
        serves: [...member.serves],
      },
    },
  }
  if (!checkRegistryStatement(statement)) throw new Error(`What is asked about ${member.entityId} does not make a valid statement.`)
  return { token: registryKey(member.entityId), jws: signStatement(statement, anchor.signing) }
}

/** Signs the list of all members, living from now for 24 hours. */
export function signMembers(anchor: TrustAnchor, members: readonly string[], now: Date): SignedEntry {
  const iat = Math.floor(now.getTime() / 1000)
  const list: RegistryList = { iss: anchor.entityId, iat, exp: iat + STATEMENT_LIFETIME, members: [...members] }
  if (!checkRegistryList(list)) throw new Error('These members do not make a valid list.')
  return { token: REGISTRY_LIST_KEY, jws: signList(list, anchor.signing) }
}

/**
 * Puts signed entries on the registry's stream.
 * @param credsFile credentials of a national committee: nobody else may publish there
 */
export async function publishRegistry(busUrl: string, credsFile: string, entries: readonly SignedEntry[]): Promise<void> {
  const connection = await connect({ servers: busUrl, name: 'registry-anchor', authenticator: credsAuthenticator(readFileSync(credsFile)) })
  try {
    for (const { token, jws } of entries) {
      const answer: { error?: { description?: string } } = (await connection.request(registrySubject(token), jws, { timeout: 5000 })).json()
      if (answer.error) throw new Error(`The bus did not take a registry statement: ${answer.error.description ?? 'no reason given'}`)
    }
  } finally {
    await connection.close()
  }
}

const USAGE = `The trust anchor's command.
  node infra/anchor.ts key  --dir <folder> --id <entity id>                  prints the public key; makes it when there is none
  node infra/anchor.ts sign --dir <folder> --id <entity id> <member.json>    prints a statement about one member, alive for 24 hours
  node infra/anchor.ts list --dir <folder> --id <entity id> <entity id>...   prints the signed list of members`

function runCommand(args: string[]): number {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { dir: { type: 'string' }, id: { type: 'string' } } })
  const [command, ...rest] = positionals
  const [file] = rest
  if (!values.dir || !values.id) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const anchor = openAnchor(values.dir, values.id)
  if (command === 'key') process.stdout.write(`${JSON.stringify(anchor.publicKeys)}\n`)
  else if (command === 'sign' && file !== undefined)
    process.stdout.write(`${signMember(anchor, JSON.parse(readFileSync(file, 'utf8')), new Date()).jws}\n`)
  else if (command === 'list') process.stdout.write(`${signMembers(anchor, rest, new Date()).jws}\n`)
  else {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  return 0
}

if (import.meta.main) process.exitCode = runCommand(process.argv.slice(2))
