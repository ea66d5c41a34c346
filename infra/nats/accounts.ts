import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { type Account, encodeAccount, type OperatorLimits, type User } from '@nats-io/jwt'
import type { KeyPair } from '@nats-io/nkeys'
import { writeSecret } from './keys.ts'
import { acknowledgeSubjects, INBOX_FACTS, inboxFactsSubject, pullSubject, REGISTRY_LIVE, REGISTRY_READ } from './subjects.ts'

/** A member may not keep anything on the bus, nor open a door of its own; an envelope is at most 512 KiB (DESIGN §4). */
const MEMBER_LIMITS: OperatorLimits = {
  mem_storage: 0,
  disk_storage: 0,
  streams: 0,
  consumer: 0,
  leaf: 0,
  exports: 0,
  imports: -1,
  conn: 64,
  subs: 1000,
  data: -1,
  payload: 512 * 1024,
  wildcards: true,
}
const BUS_LIMITS: OperatorLimits = {
  mem_storage: 0,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
  leaf: 0,
  exports: -1,
  imports: 0,
  conn: 16,
  subs: -1,
  data: -1,
  payload: -1,
  wildcards: true,
}
const SYSTEM_LIMITS: OperatorLimits = { ...BUS_LIMITS, disk_storage: 0, streams: 0, consumer: 0 }

/** The system account: the operator alone speaks here. */
export function systemAccount(): Account {
  return { limits: SYSTEM_LIMITS, version: 2 }
}

/**
 * The account that owns every stream. It is the same whatever the number of members: who may import is decided by the
 * operator, who alone signs members' accounts, and the tag in each subject is checked by the server.
 */
export function busAccount(): Account {
  return {
    version: 2,
    limits: BUS_LIMITS,
    exports: [
      { name: 'send', subject: 'i.*.*.*', type: 'service', account_token_position: 3 },
      { name: 'pull', subject: '$JS.API.CONSUMER.MSG.NEXT.*.*', type: 'service', response_type: 'Stream', account_token_position: 6 },
      { name: 'acknowledge', subject: '$JS.ACK.*.>', type: 'service', account_token_position: 3 },
      { name: 'inbox-facts', subject: '$JS.API.STREAM.INFO.*', type: 'service', account_token_position: 5 },
      { name: 'registry-publish', subject: 'r.*', type: 'service' },
      { name: 'registry-read', subject: REGISTRY_READ, type: 'service' },
      { name: 'registry-read-one', subject: `${REGISTRY_READ}.>`, type: 'service' },
      { name: 'registry-live', subject: REGISTRY_LIVE, type: 'stream' },
    ],
  }
}

/**
 * What one member's account may do: send as itself, pull, acknowledge and ask about its own stream, read the registry.
 * @param revokedUntil credentials issued until then (seconds since 1970) are worth nothing any more
 */
export function memberAccount(tag: string, bus: string, publishesRegistry: boolean, revokedUntil?: number): Account {
  const service = (name: string, subject: string) => ({ name, account: bus, subject, local_subject: subject, type: 'service' as const })
  return {
    version: 2,
    limits: MEMBER_LIMITS,
    imports: [
      service('send', `i.*.${tag}.*`),
      service('pull', pullSubject(tag)),
      service('acknowledge', acknowledgeSubjects(tag)),
      { name: 'inbox-facts', account: bus, subject: inboxFactsSubject(tag), local_subject: INBOX_FACTS, type: 'service' },
      service('registry-read', REGISTRY_READ),
      service('registry-read-one', `${REGISTRY_READ}.>`),
      { name: 'registry-live', account: bus, subject: REGISTRY_LIVE, local_subject: REGISTRY_LIVE, type: 'stream' },
      ...(publishesRegistry ? [service('registry-publish', 'r.*')] : []),
    ],
    ...(revokedUntil === undefined ? {} : { revocations: { '*': revokedUntil } }),
  }
}

/** A member that was expelled: nothing imported, every user issued until now cut off. */
export function expelledAccount(now: Date): Account {
  return { version: 2, limits: { ...MEMBER_LIMITS, conn: 0 }, imports: [], revocations: { '*': Math.floor(now.getTime() / 1000) } }
}

/** The allow-list of a member's user: the account's imports once more, so that one mistake opens nothing. */
export function memberUser(tag: string, publishesRegistry: boolean): Partial<User> {
  return {
    pub: {
      allow: [
        `i.*.${tag}.*`,
        pullSubject(tag),
        acknowledgeSubjects(tag),
        INBOX_FACTS,
        REGISTRY_READ,
        `${REGISTRY_READ}.>`,
        ...(publishesRegistry ? ['r.*'] : []),
      ],
    },
    sub: { allow: ['_INBOX.>', REGISTRY_LIVE] },
    allowed_connection_types: ['STANDARD'],
  }
}

/**
 * The signed account, from its file when nothing in it changed: a signature takes some 50 ms, and an unchanged account
 * must not be sent to the server again.
 */
export async function signedAccount(file: string, name: string, key: KeyPair, account: Account, operator: KeyPair): Promise<string> {
  const content = createHash('sha256')
    .update(JSON.stringify([name, key.getPublicKey(), operator.getPublicKey(), account]))
    .digest('base64url')
  if (existsSync(file)) {
    const [hash, jwt] = readFileSync(file, 'utf8').split('\n')
    if (hash === content && jwt) return jwt
  }
  const jwt = await encodeAccount(name, key, account, { signer: operator })
  writeSecret(file, `${content}\n${jwt}\n`)
  return jwt
}
