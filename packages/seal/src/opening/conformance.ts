import {
  CONFORMANCE_TYP,
  type ConformanceProtocol,
  checkConformanceProtocol,
  ENVELOPE,
  type SignedConformance,
  TEST_KIND,
} from '@ihala/contract'
import { parseStrictObject } from './raw-json.ts'
import { type Anchor, keyLookup, type Trusted, verifyStatement } from './registry-chain.ts'
import { Tamper } from './tamper.ts'
import { isSignedBy, readCompact } from './verify.ts'

const INVALID = { outcome: 'refused', code: 'statement-invalid' } as const
const isProtocol = (value: unknown): value is ConformanceProtocol => checkConformanceProtocol(value)

/**
 * Verifies the protocol of a conformance run (K1): signed by a key of the test member that it names, of which a pinned conformance
 * anchor said, at the end of the run, that it is one. What the protocol says, and whether it is of use, is the caller's to judge.
 * `now` in seconds since 1970.
 */
export function verifyConformance(signed: SignedConformance, anchors: readonly Anchor[], now: number): Trusted<ConformanceProtocol> {
  try {
    const parts = readCompact(signed.protocol, [CONFORMANCE_TYP])
    const said = parseStrictObject(parts.payload)
    if (!isProtocol(said) || said.iat > now + ENVELOPE.clockSkew) return INVALID
    const member = verifyStatement(signed.testMember, anchors, said.iat)
    if (member.outcome !== 'trusted' || member.content.metadata.ihala_member.kind !== TEST_KIND) return INVALID
    const { content } = member
    const key = keyLookup((iss) => (iss === content.sub ? content : undefined), said.iat)(said.iss, parts.kid)
    if (typeof key === 'string' || key.use !== 'sig' || key.status !== 'active') return INVALID
    return isSignedBy(parts, key.jwk) ? { outcome: 'trusted', content: said } : INVALID
  } catch (error) {
    if (error instanceof Tamper) return INVALID
    throw error
  }
}
