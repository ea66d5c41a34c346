import { ACCEPTS, type Category } from '@ihala/contract'
import { REGISTRY_LIST_KEY, registryKey } from '@ihala/exchange'
import { eventsOf } from '@ihala/policy'
import {
  type Anchor,
  type Keyring,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  signList,
  signStatement,
} from '@ihala/seal'
import { testAnchor } from '../kit/anchor.ts'

/** An organisation of the simulated network: its name, its keys, what it may be given. */
export interface Member {
  readonly slug: string
  readonly kind: string
  readonly entityId: string
  readonly tag: string
  readonly takes: readonly Category[]
  readonly keyring: Keyring
}

/** When every history begins, milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 10, 22)

const COMMITTEE = 'https://national-committee.sim.example'
const DAY = 86_400
const WITHOUT_EXPOSURE: readonly Category[] = [
  'need',
  'identity',
  'contact',
  'safe-contact',
  'health',
  'employment',
  'testimony',
  'documents',
  'family',
  'progress',
]

const { anchor, signers } = testAnchor(COMMITTEE)
const publicOf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x })

/** Who every member trusts. */
export const ANCHORS: readonly Anchor[] = [anchor]

function member(slug: string, kind: string, takes: readonly Category[]): Member & { readonly keys: Parameters<typeof statementOf>[1] } {
  const signing = newSigningKey()
  const encryption = newEncryptionKey()
  const keyring = memoryKeyring({ signing: signing.jwk, encryption: [encryption.jwk], wrapping: [newWrappingKey()] })
  const dates = { nbf: BEGINNING / 1000 - DAY, exp: BEGINNING / 1000 + 365 * DAY }
  return {
    slug,
    kind,
    takes,
    keyring,
    entityId: `https://${slug}.sim.example`,
    tag: `A${slug
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, 'A')
      .padEnd(55, 'X')}`,
    keys: [
      { ...publicOf(signing.jwk), kid: keyring.signing.kid, use: 'sig', ...dates },
      { ...publicOf(encryption.jwk), kid: keyring.encryption[0]?.kid ?? '', use: 'enc', ...dates },
    ],
  }
}

const ALL = [
  member('itf', 'union-liaison', WITHOUT_EXPOSURE),
  member('ministry', 'ministry-intake', WITHOUT_EXPOSURE),
  member('care-house', 'shelter', WITHOUT_EXPOSURE),
  member('lawyers', 'legal-aid', [...WITHOUT_EXPOSURE, 'exposure']),
  member('charity', 'charity-funding', ['need', 'progress']),
  member('bwi', 'union-liaison', WITHOUT_EXPOSURE),
]

/** The members of every simulated network. Their keys are made once a process: a key is not what a history is about. */
export const MEMBERS: readonly Member[] = ALL

type KeyOfMember = PublicJwk & { readonly kid: string; readonly use: 'sig' | 'enc'; readonly nbf: number; readonly exp: number }

/** What the committee decided about a member, and when (milliseconds). */
export interface Standing {
  readonly status: 'live' | 'suspended'
  readonly since: number
}

function statementOf(
  { entityId, kind, slug, tag, takes }: Omit<Member, 'keyring'>,
  keys: readonly KeyOfMember[],
  iat: number,
  status: Standing['status'],
): string {
  return signStatement(
    {
      iss: COMMITTEE,
      sub: entityId,
      iat,
      exp: iat + DAY,
      jwks: { keys: [...keys] },
      metadata: {
        ihala_member: {
          kind,
          names: { ar: slug, en: slug },
          status,
          bus_tag: tag,
          sends: eventsOf(kind),
          accepts: ACCEPTS,
          serves: [],
          takes: [...takes],
        },
      },
    },
    signers,
  )
}

const signed = new Map<string, string>()
const FROM_THE_FIRST: Standing = { status: 'live', since: 0 }

/**
 * What the registry says under a key at a time (milliseconds): the committee signs anew every twelve hours. Signed once a
 * process, since every history lives through the same days; and when it decided about the member.
 */
export function statementAt(key: string, now: number, { status, since }: Standing = FROM_THE_FIRST): string | undefined {
  const half = Math.max(Math.floor(now / 1000 / (DAY / 2)) * (DAY / 2), Math.ceil(since / 1000))
  const name = `${key} ${half} ${status}`
  const known = signed.get(name)
  if (known !== undefined) return known
  const of = ALL.find(({ entityId }) => registryKey(entityId) === key)
  const members = ALL.map(({ entityId }) => entityId)
  const list = key === REGISTRY_LIST_KEY ? signList({ iss: COMMITTEE, iat: half, exp: half + DAY, members }, signers) : undefined
  const jws = of ? statementOf(of, of.keys, half, status) : list
  if (jws !== undefined) signed.set(name, jws)
  return jws
}
