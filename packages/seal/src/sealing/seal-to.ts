import { createCipheriv, createSecretKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto'
import { ENVELOPE } from '@ihala/contract'
import { toBase64url } from '../format/base64url.ts'
import { knownPublicKey, type PublicJwk } from '../format/jwk.ts'
import { KEY_WRAP_IV, keyEncryptionKey } from '../format/key-derivation.ts'
import type { PaddedSize } from '../format/typ.ts'
import { pad } from './pad.ts'

/**
 * Seals an inner JWS to one recipient: padded to `size`, then compact JWE (RFC 7516, ECDH-ES+A256KW over X25519, A256GCM)
 * with a fresh ephemeral key. All envelopes of one `size` have one length. Uses the system's randomness.
 * Throws Refusal `event-too-large` when the JWS does not fit, a TypeError when the key cannot be sealed to.
 */
export function sealTo(recipient: PublicJwk, innerJws: string, size: PaddedSize): Buffer {
  return sealPadded(recipient, `"typ":"${ENVELOPE.typ.envelope}","cty":"${ENVELOPE.typ.event}"`, pad(innerJws, size))
}

/**
 * Compact JWE of bytes that were padded already. @param kind members of the header that say what kind of envelope it is
 * Throws a TypeError when the key cannot be sealed to.
 */
export function sealPadded(recipient: PublicJwk, kind: string, padded: Uint8Array): Buffer {
  const to = recipient.crv === 'X25519' ? knownPublicKey(recipient) : undefined
  if (to === undefined) throw new TypeError('not a usable X25519 public key')
  const ephemeral = generateKeyPairSync('x25519')
  const { x } = ephemeral.publicKey.export({ format: 'jwk' })
  const header = `{"alg":"${ENVELOPE.jweAlg}","enc":"${ENVELOPE.jweEnc}",${kind},"kid":"${to.kid}","epk":{"kty":"OKP","crv":"X25519","x":"${x}"}}`
  const protectedHeader = toBase64url(Buffer.from(header))

  const contentKey = randomBytes(32)
  const wrapper = createCipheriv(
    'aes256-wrap',
    createSecretKey(keyEncryptionKey(diffieHellman({ privateKey: ephemeral.privateKey, publicKey: to.key }))),
    KEY_WRAP_IV,
  )
  const wrappedKey = wrapper.update(contentKey)
  wrapper.final()

  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(contentKey), nonce)
  cipher.setAAD(Buffer.from(protectedHeader, 'latin1'))
  const body = cipher.update(padded)
  cipher.final()
  const parts = [protectedHeader, toBase64url(wrappedKey), toBase64url(nonce), toBase64url(body), toBase64url(cipher.getAuthTag())]
  return Buffer.from(parts.join('.'), 'latin1')
}
