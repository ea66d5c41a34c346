import { ACCEPTS, CONFORMANCE_STEPS, CONFORMANCE_TYP, type ConformanceProtocol, type SignedConformance, TEST_KIND } from '@ihala/contract'
import {
  hashOf,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type PublicJwk,
  signCompact,
  thumbprint,
} from '@ihala/seal'
import { testAnchor } from './anchor.ts'

/** What is otherwise about a protocol than in one of a run that was passed. */
interface Otherwise {
  readonly protocol?: Partial<ConformanceProtocol>
  /** What the conformance anchor says that its author is. */
  readonly kind?: string
}

/** A conformance anchor of a test, and protocols that a test member of it signs without any run. */
export function testConformance(networkDomain: string) {
  const anchor = testAnchor(`https://conformance.${networkDomain}`)
  const [signing, box] = [newSigningKey().jwk, newEncryptionKey().jwk]
  const keyring = memoryKeyring({ signing, encryption: [box], wrapping: [newWrappingKey()] })
  const entityId = `https://test-1.${networkDomain}`
  const dates = (now: number) => ({ nbf: now - 60, exp: now + 3600 })
  const keyOf = ({ kty, crv, x }: PublicJwk, use: 'sig' | 'enc', now: number) => {
    const open = { kty, crv, x }
    return { ...open, kid: thumbprint(open), use, ...dates(now) }
  }
  return {
    keys: anchor.keys,
    /** The protocol of a run against `application`, ended at `now` (seconds since 1970). */
    passed: (sub: string, application: string, now: number, { protocol = {}, kind = TEST_KIND }: Otherwise = {}): SignedConformance => {
      const steps = CONFORMANCE_STEPS.map((step) => ({ passed: true, step }))
      const said: ConformanceProtocol = { application: hashOf(application), iat: now, iss: entityId, steps, sub, v: 1, ...protocol }
      const testMember = anchor.says({
        iss: anchor.anchor.iss,
        sub: entityId,
        iat: said.iat - 60,
        exp: said.iat + 600,
        jwks: { keys: [keyOf(signing, 'sig', said.iat), keyOf(box, 'enc', said.iat)] },
        metadata: {
          ihala_member: {
            kind,
            names: { ar: 'اختبار', en: 'Test' },
            status: 'live',
            bus_tag: `A${'T'.repeat(55)}`,
            sends: [],
            accepts: ACCEPTS,
            takes: [],
            serves: [],
          },
        },
      })
      return { protocol: signCompact(CONFORMANCE_TYP, Buffer.from(JSON.stringify(said)), keyring), testMember }
    },
  }
}
