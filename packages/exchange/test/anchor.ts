import { type Anchor, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, type SigningKeys } from '@ihala/seal'

/** A trust anchor of the test network: what members pin, and the two bodies that sign. */
export function testAnchor(iss: string): { readonly anchor: Anchor; readonly signers: readonly SigningKeys[] } {
  const bodies = [
    { holder: 'national-committee', government: true },
    { holder: 'itf', government: false },
  ].map((body) => {
    const ring = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
    return { ring, key: { kty: 'OKP', crv: 'Ed25519', x: ring.signing.jwk.x, ...body } as const }
  })
  return { anchor: { iss, keys: bodies.map(({ key }) => key) }, signers: bodies.map(({ ring }) => ring) }
}
