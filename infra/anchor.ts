import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  ACCEPTS,
  ANCHOR_QUORUM,
  type AnchorConfiguration,
  type AnchorKey,
  checkAnchorConfiguration,
  checkRegistryList,
  checkRegistryStatement,
  ENVELOPE,
  FEDERATION_PATH,
  FEDERATION_TYP,
  type MemberKey,
  type MemberMetadata,
  type RegistryList,
  type RegistryStatement,
  STATEMENT_LIFETIME,
  type TrustMark,
  trustMarkType,
} from '@ihala/contract'
import { REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { eventsOf, policyOfKind, takenBy } from '@ihala/policy'
import {
  cosign,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PrivateJwk,
  type SigningKeys,
  signAfter,
  signList,
  signStatement,
  signTogether,
} from '@ihala/seal'
import { connect, credsAuthenticator } from '@nats-io/transport-node'
import { crossingAbout } from './anchor-crossing.ts'
import { writeSecret } from './nats/keys.ts'
import { registrySubject } from './nats/subjects.ts'

/** A body that keeps one of the anchor's keys. */
export interface AnchorSeat {
  readonly holder: string
  readonly government: boolean
}

/** The three of the demonstration (DESIGN §6): any two sign, so the committee needs one of the others, and they can act without it. */
export const ANCHOR_SEATS: readonly AnchorSeat[] = [
  { holder: 'national-committee', government: true },
  { holder: 'itf', government: false },
  { holder: 'lawyers-association', government: false },
]

/** One body's key, open. */
export interface AnchorBody {
  readonly key: AnchorKey
  readonly signing: SigningKeys
}

/** The trust anchor: the name it signs in, all bodies' public keys, and the bodies that sign now (DESIGN §6). */
export interface TrustAnchor {
  readonly entityId: string
  readonly publicKeys: readonly AnchorKey[]
  readonly signers: readonly SigningKeys[]
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
  /** Accreditations it was given (K5). */
  readonly marks: readonly string[]
  /** Versions of each event its program reads, when that is another program than this one. */
  readonly accepts?: MemberMetadata['accepts']
}

/** A signed statement and the token of its subject on the bus. */
export interface SignedEntry {
  readonly token: string
  readonly jws: string
}

/**
 * Opens one body's key of the anchor in that body's own folder, or makes it (Ed25519, file 0600). The folder never lies in a
 * service's, nor in another body's: whoever has the keys of two bodies decides who is a member.
 */
export function openBody(dir: string, seat: AnchorSeat): AnchorBody {
  const file = join(dir, 'anchor.jwk')
  if (!existsSync(file)) writeSecret(file, JSON.stringify(newSigningKey().jwk))
  const key: PrivateJwk = JSON.parse(readFileSync(file, 'utf8'))
  // Only the signing half of the keyring is used; the other two are made to be forgotten.
  const signing = memoryKeyring({ signing: key, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  return { key: { kty: 'OKP', crv: 'Ed25519', x: key.x, kid: signing.signing.kid, ...seat }, signing }
}

/**
 * Opens the demonstration's anchor: a folder for each body. In a network of people these are three machines in three houses.
 * @throws one plain sentence when `dir` is of an earlier release, whose anchor had one key
 */
export function openAnchor(dir: string, entityId: string): TrustAnchor {
  if (existsSync(join(dir, 'anchor.jwk')))
    throw new Error(
      `${dir} holds the one anchor key of an earlier release: three bodies keep one each now; remove the kept state to begin anew.`,
    )
  const bodies = ANCHOR_SEATS.map((seat) => openBody(join(dir, seat.holder), seat))
  return { entityId, publicKeys: bodies.map(({ key }) => key), signers: bodies.slice(0, ANCHOR_QUORUM).map(({ signing }) => signing) }
}

/**
 * Signs a statement about one member that lives from now for 24 hours.
 * @throws when the request does not make a valid statement
 */
export function signMember(anchor: TrustAnchor, member: MemberRequest, now: Date): SignedEntry {
  const statement = statementAbout(anchor.entityId, member, now)
  return { token: registryKey(member.entityId), jws: signStatement(statement, anchor.signers) }
}

/** What the anchor is asked to sign about a member. Throws when the request does not make a valid statement. */
function statementAbout(anchorId: string, member: MemberRequest, now: Date): RegistryStatement {
  const iat = Math.floor(now.getTime() / 1000)
  const statement: RegistryStatement = {
    iss: anchorId,
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
        accepts: Object.fromEntries(takenBy(member.kind).map((type) => [type, [...((member.accepts ?? ACCEPTS)[type] ?? [])]])),
        takes: [...member.takes],
        serves: [...member.serves],
        marks: [...member.marks],
      },
    },
    metadata_policy: policyOfKind(member.kind, member.takes),
  }
  if (!checkRegistryStatement(statement)) throw new Error(`What is asked about ${member.entityId} does not make a valid statement.`)
  return statement
}

/** Signs the list of all members, living from now for 24 hours. */
export function signMembers(anchor: TrustAnchor, members: readonly string[], now: Date): SignedEntry {
  const iat = Math.floor(now.getTime() / 1000)
  const list: RegistryList = { iss: anchor.entityId, iat, exp: iat + STATEMENT_LIFETIME, members: [...members] }
  if (!checkRegistryList(list)) throw new Error('These members do not make a valid list.')
  return { token: REGISTRY_LIST_KEY, jws: signList(list, anchor.signers) }
}

/** Signs a member's accreditations, each living from now for 24 hours: one that is not renewed has ended (K5). */
export function signTrustMarks(anchor: TrustAnchor, member: Pick<MemberRequest, 'entityId' | 'marks'>, now: Date): string[] {
  const iat = Math.floor(now.getTime() / 1000)
  return member.marks.map((mark) => {
    const content: TrustMark = {
      iss: anchor.entityId,
      sub: member.entityId,
      iat,
      exp: iat + STATEMENT_LIFETIME,
      trust_mark_type: trustMarkType(anchor.entityId, mark),
    }
    return signTogether(FEDERATION_TYP.trustMark, content, anchor.signers)
  })
}

/** Signs what the anchor says of itself: its keys, and that the committee's service at `baseUrl` answers for it. */
export function signConfiguration(anchor: TrustAnchor, baseUrl: string, marks: readonly string[], now: Date): string {
  const iat = Math.floor(now.getTime() / 1000)
  const { entityId } = anchor
  const configuration: AnchorConfiguration = {
    iss: entityId,
    sub: entityId,
    iat,
    exp: iat + STATEMENT_LIFETIME,
    jwks: { keys: [...anchor.publicKeys] },
    metadata: {
      federation_entity: {
        organization_name: 'Ihala registry',
        federation_fetch_endpoint: `${baseUrl}${FEDERATION_PATH.fetch}`,
        federation_list_endpoint: `${baseUrl}${FEDERATION_PATH.list}`,
        federation_resolve_endpoint: `${baseUrl}${FEDERATION_PATH.resolve}`,
        federation_trust_mark_status_endpoint: `${baseUrl}${FEDERATION_PATH.trustMarkStatus}`,
        federation_trust_mark_endpoint: `${baseUrl}${FEDERATION_PATH.trustMark}`,
        federation_historical_keys_endpoint: `${baseUrl}${FEDERATION_PATH.historicalKeys}`,
      },
    },
    trust_mark_issuers: Object.fromEntries(marks.map((mark) => [trustMarkType(entityId, mark), [entityId]])),
  }
  if (!checkAnchorConfiguration(configuration)) throw new Error('The anchor’s word about itself does not fit its schema.')
  return signTogether(ENVELOPE.typ.statement, configuration, anchor.signers)
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

const USAGE = `The trust anchor's command. Each body runs it where its own key is; two bodies make a statement.
  node infra/anchor.ts key    --dir <folder> --holder <slug> [--government]    prints this body's public key; makes it when there is none
  node infra/anchor.ts draft  --id <anchor's entity id> <member.json>          prints what is to be signed, to be read by each body
  node infra/anchor.ts draft-crossing --id <anchor's entity id> <order.json>   the same about another network (K6)
  node infra/anchor.ts cosign --dir <folder> <draft>                           prints this body's signature under a draft
  node infra/anchor.ts sign   --dir <folder> <draft> <cosignature>...          prints the statement, with this body's signature and the others'`

function runCommand(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { dir: { type: 'string' }, id: { type: 'string' }, holder: { type: 'string' }, government: { type: 'boolean' } },
  })
  const [command, file, ...cosignatures] = positionals
  const output = outputOf(command, file, cosignatures, values)
  if (output === undefined) process.stderr.write(`${USAGE}\n`)
  else process.stdout.write(`${output}\n`)
  return output === undefined ? 2 : 0
}

interface Said {
  readonly dir?: string | undefined
  readonly id?: string | undefined
  readonly holder?: string | undefined
  readonly government?: boolean | undefined
}

/** What the command prints; undefined when it was not understood. */
function outputOf(command: string | undefined, file: string | undefined, cosignatures: readonly string[], said: Said): string | undefined {
  const { dir, id, holder, government = false } = said
  if (command === 'key' && dir && holder) return JSON.stringify(openBody(dir, { holder, government }).key)
  if (file === undefined) return undefined
  const typ = ENVELOPE.typ.statement
  // The bytes as they were drafted: each body signs the same ones. The line's end is the shell's.
  const draft = (): Buffer => Buffer.from(readFileSync(file, 'utf8').trimEnd())
  const signing = (folder: string): SigningKeys => openBody(folder, { holder: holder ?? 'own', government }).signing
  if (command === 'draft' && id) return JSON.stringify(statementAbout(id, JSON.parse(readFileSync(file, 'utf8')), new Date()))
  if (command === 'draft-crossing' && id) return JSON.stringify(crossingAbout(id, JSON.parse(readFileSync(file, 'utf8')), new Date()))
  if (command === 'cosign' && dir) return cosign(typ, draft(), signing(dir))
  if (command === 'sign' && dir) return signAfter(typ, draft(), cosignatures, signing(dir))
  return undefined
}

if (import.meta.main) process.exitCode = runCommand(process.argv.slice(2))
