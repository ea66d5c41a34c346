import { createHash, randomBytes } from 'node:crypto'
import {
  type DigestStated,
  ENVELOPE,
  EVENTS,
  type EventClaims,
  type EventData,
  type EventType,
  type Grant,
  type NeedSection,
  noticeIn,
} from '@ihala/contract'
import { hashOf, type PublicJwk, signEvent, signGrant, thumbprint } from '@ihala/seal'
import type { TestMember } from './test-member.ts'

const DAY = 86_400
/** Events are a minute old when they go: a comparison counts what is older than itself. */
const AGE = 60

/** A signed event of the test member's. */
export interface Written {
  readonly claims: EventClaims
  readonly jws: string
  readonly hash: string
}

/** What is otherwise about an event than it should be. */
export interface Otherwise {
  readonly claims?: Partial<EventClaims>
  readonly grant?: Partial<Grant>
  readonly signer?: Parameters<typeof signEvent>[1]
}

/** 128 random bits as they cross a border. */
export function randomName(): string {
  return randomBytes(16).toString('base64url')
}

/** Who writes to whom, at a time (seconds since 1970). */
export interface Between {
  readonly from: TestMember
  readonly to: string
  readonly box: PublicJwk
  readonly now: number
}

// Nobody: a coded need without a word of text.
const NEED: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}

/** A referral of nobody, under a grant that covers it; the first event of a case. */
export function request(between: Between, { claims = {}, grant = {}, signer }: Otherwise = {}): Written {
  const { from, now } = between
  const iat = now - AGE
  const person = randomName()
  const evidence = {
    v: 2,
    notice: noticeIn('amh'),
    language: 'amh',
    coolingOff: 'asked-not-to-wait',
    understood: true,
    readBack: true,
    interpreter: 'independent',
    howGiven: 'signature',
    witnessed: false,
    privatelyConfirmed: true,
    takenAt: new Date((grant.iat ?? iat) * 1000).toISOString(),
    takenBy: randomName(),
  } as const
  const covering: Grant = {
    iss: from.entityId,
    aud: between.to,
    jti: randomName(),
    iat,
    exp: iat + 30 * DAY,
    person,
    basis: { kind: 'consent', evidence },
    purposes: ['shelter'],
    categories: ['need', 'progress'],
    eraseAt: new Date((iat + 60 * DAY) * 1000).toISOString(),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded: [],
    wayBack: true,
    ...grant,
  }
  const data: EventData<'referral-requested'> = {
    person,
    need: NEED,
    respondBy: new Date((now + DAY) * 1000).toISOString(),
    relatesTo: [],
  }
  const place = { case: randomName(), seq: 1, seen: 0, grant: signGrant(covering, from.keyring) }
  return write(between, { evt: 'referral-requested', data, iat, claims: { ...place, ...claims }, signer })
}

/** The next event of a case, on the grant of its request. */
export function next<T extends EventType>(between: Between, after: Written, evt: T, data: EventData<T>): Written {
  const { case: caseId, seq = 0, grant = '' } = after.claims
  const covered = { grant: grant.includes('.') ? hashOf(grant) : grant }
  const place = { ...(caseId === undefined ? {} : { case: caseId }), seq: seq + 1, seen: 0, prev: after.hash }
  return write(between, { evt, data, iat: between.now - AGE, claims: { ...place, ...covered } })
}

/** An event between the pair, of no case. */
export function ofPair<T extends EventType>(between: Between, evt: T, data: EventData<T>, claims: Partial<EventClaims> = {}): Written {
  return write(between, { evt, data, iat: between.now, claims })
}

function write(
  { from, to, box }: Between,
  what: {
    readonly evt: EventType
    readonly data: object
    readonly iat: number
    readonly claims: Partial<EventClaims>
    readonly signer?: Otherwise['signer']
  },
): Written {
  const claims: EventClaims = {
    iss: from.entityId,
    aud: to,
    jti: randomName(),
    iat: what.iat,
    exp: what.iat + ENVELOPE.lifetime,
    evt: what.evt,
    v: EVENTS[what.evt].v,
    enc_to: thumbprint(box),
    data: what.data,
    ...what.claims,
  }
  const jws = signEvent(Buffer.from(JSON.stringify(claims)), what.signer ?? from.keyring)
  return { claims, jws, hash: hashOf(jws) }
}

/** What one end sent, as a comparison states it (`DigestStated`): of events of cases, each as often as it was answered. */
export function digestOf(events: readonly { readonly claims: EventClaims; readonly hash: string }[]): DigestStated['sent'] {
  const lines = events.flatMap(({ claims, hash }) =>
    claims.case === undefined || claims.seq === undefined ? [] : [`${claims.case}.${claims.seq}.${hash}\n`],
  )
  const byBucket = Map.groupBy(lines, (line) => line.charAt(0))
  const buckets = [...byBucket].map(([at, some]) => ({
    at,
    events: some.length,
    digest: createHash('sha256').update(some.sort(byBytes).join('')).digest('base64url'),
  }))
  return { events: lines.length, buckets: buckets.sort((one, other) => byBytes(one.at, other.at)) }
}

/** Names and hashes are ASCII: the order of code units is that of bytes. */
function byBytes(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
