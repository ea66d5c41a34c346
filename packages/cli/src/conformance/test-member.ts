import { randomBytes } from 'node:crypto'
import {
  ACCEPTS,
  EVENT_TYPES,
  type EventType,
  type MemberConfiguration,
  type MemberKey,
  type RegistryStatement,
  TEST_KIND,
} from '@ihala/contract'
import {
  type Keyring,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  signStatement,
  thumbprint,
} from '@ihala/seal'
import type { ConformanceDesk } from './conformance-desk.ts'

/** An event that the test member may not send: what it sends of it must be refused by its role. */
export const NOT_SENT: EventType = 'note-added'
/** What it does not read: it asks, and is not asked; and nobody complains to it. */
const NOT_READ: readonly EventType[] = ['checkpoint', 'chain-asked', 'chain-returned', 'complaint-box']

/** How long the conformance anchor's statements live, seconds: as long as the longest run, and no longer. */
export const RUN_AT_MOST = 3600
/** They are a little older than the run, for clocks that are behind. */
const EARLIER = 120
const DAY = 24 * 3600

/** A member that exists for one run: what an applicant learns of it is worth nothing afterwards. */
export interface TestMember {
  readonly entityId: string
  readonly tag: string
  readonly keyring: Keyring
  /** A second signing key, which is revoked before the run ends. */
  readonly spare: Keyring
  /** The conformance anchor's word about it, from now on (seconds since 1970). */
  readonly statement: (now: number, spareRevokedAt?: number) => RegistryStatement
}

/** Makes the test member of one run: fresh keys under a fresh name, at the desk's place on the bus. `now` in seconds since 1970. */
export function newTestMember(
  desk: ConformanceDesk,
  place: { readonly networkDomain: string; readonly tag: string },
  now: number,
): TestMember {
  const entityId = `https://test-${randomBytes(4).toString('hex')}.${place.networkDomain}`
  const [keyring, spare] = [newKeyring(), newKeyring()]
  const dates = { nbf: now - DAY, exp: now + DAY }
  const signing = (ring: Keyring): MemberKey => ({ ...publicPart(ring.signing.jwk), use: 'sig', ...dates })
  const boxes = keyring.encryption.map(({ jwk }): MemberKey => ({ ...publicPart(jwk), use: 'enc', ...dates }))
  return {
    entityId,
    tag: place.tag,
    keyring,
    spare,
    statement: (at, spareRevokedAt) =>
      statementOf(desk, at, {
        sub: entityId,
        keys: [signing(keyring), { ...signing(spare), ...(spareRevokedAt === undefined ? {} : { revokedAt: spareRevokedAt }) }, ...boxes],
        member: {
          kind: TEST_KIND,
          names: { ar: 'عضو للاختبار، ليس مؤسسة', en: 'Test member, not an organisation' },
          status: 'live',
          bus_tag: place.tag,
          sends: EVENT_TYPES.filter((type) => type !== NOT_SENT),
          accepts: Object.fromEntries(EVENT_TYPES.filter((type) => !NOT_READ.includes(type)).map((type) => [type, ACCEPTS[type]])),
          takes: ['need', 'progress'],
          serves: [],
        },
      }),
  }
}

/** The conformance anchor's word about an applicant: what it said of itself, and no more than a coded need may be given to it. */
export function applicantStatement(desk: ConformanceDesk, { sub, jwks, metadata }: MemberConfiguration, now: number): RegistryStatement {
  const member = { ...metadata.ihala_member, status: 'live', takes: ['need', 'progress'] } as const
  return statementOf(desk, now, { sub, keys: jwks.keys, member: { ...member, takes: [...member.takes] } })
}

/** A statement as the conformance anchor signs it. */
export function signedByDesk(desk: ConformanceDesk, statement: RegistryStatement): string {
  return signStatement(statement, desk.signers)
}

function statementOf(
  { anchor }: ConformanceDesk,
  now: number,
  about: { readonly sub: string; readonly keys: readonly MemberKey[]; readonly member: RegistryStatement['metadata']['ihala_member'] },
): RegistryStatement {
  const iat = now - EARLIER
  return {
    iss: anchor.iss,
    sub: about.sub,
    iat,
    exp: now + RUN_AT_MOST,
    jwks: { keys: [...about.keys] },
    metadata: { ihala_member: about.member },
  }
}

function newKeyring(): Keyring {
  return memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
}

function publicPart({ kty, crv, x }: PublicJwk): PublicJwk & { readonly kid: string } {
  return { kty, crv, x, kid: thumbprint({ kty, crv, x }) }
}
