import {
  type AnchorConfiguration,
  type AnchorKey,
  type CrossCertificate,
  ENVELOPE,
  FEDERATION_TYP,
  type RegistryList,
  type RegistryStatement,
  type TrustMark,
} from '@ihala/contract'
import { type Anchor, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, type SigningKeys, signTogether } from '@ihala/seal'

/** A trust anchor of a test: its pinned public keys, and the keyrings of the bodies that keep them, in the same order. */
export interface TestAnchor {
  readonly anchor: Anchor
  readonly keys: AnchorKey[]
  readonly signers: readonly SigningKeys[]
  /** All three, for a test of who must sign. */
  readonly bodies: readonly SigningKeys[]
  /** Two bodies sign a word of the anchor. */
  readonly says: (word: RegistryStatement | RegistryList | AnchorConfiguration | CrossCertificate) => string
  readonly marks: (mark: TrustMark) => string
}

const HOLDERS = [
  { holder: 'national-committee', government: true },
  { holder: 'itf', government: false },
  { holder: 'lawyers-association', government: false },
]

/** Three bodies' fresh keys (DESIGN §6). Two sign; with the committee's first, as in the network. */
export function testAnchor(iss: string): TestAnchor {
  const made = HOLDERS.map((body) => {
    const ring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
    const key: AnchorKey = { kty: 'OKP', crv: 'Ed25519', x: ring.signing.jwk.x, kid: ring.signing.kid, ...body }
    return { ring, key }
  })
  const keys = made.map(({ key }) => key)
  const bodies = made.map(({ ring }) => ring)
  const signers = bodies.slice(0, 2)
  return {
    anchor: { iss, keys },
    keys,
    bodies,
    signers,
    says: (word) => signTogether(ENVELOPE.typ.statement, word, signers),
    marks: (mark) => signTogether(FEDERATION_TYP.trustMark, mark, signers),
  }
}
