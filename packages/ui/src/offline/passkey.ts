import type { Bytes } from './sealing.ts'
import type { KeptPasskey } from './vault.ts'

/** A passkey of this device and what its pseudo-random function answered. */
export interface MadePasskey {
  readonly credential: Bytes
  readonly salt: Bytes
  readonly answer: Bytes
}

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

/** Whether this browser may have passkeys of the device itself. Whether they answer secrets is known when one is made. */
export async function hasPasskeys(): Promise<boolean> {
  if (!('PublicKeyCredential' in window)) return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
}

/**
 * Makes a passkey on this device (WebAuthn, PRF extension). It bears a neutral name and signs nobody in anywhere.
 * @throws where the person says no, or the authenticator answers no secrets
 */
export async function makePasskey(name: string): Promise<MadePasskey> {
  const salt = random(32)
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(32),
      rp: { name },
      user: { id: random(16), name, displayName: name },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      authenticatorSelection: { authenticatorAttachment: 'platform', residentKey: 'preferred', userVerification: 'required' },
      extensions: { prf: { eval: { first: salt } } },
    },
  })
  if (!(made instanceof PublicKeyCredential)) throw new Error('no passkey was made')
  const credential = new Uint8Array(made.rawId)
  // Many authenticators answer only when asked, not when made.
  const answer = answerIn(made) ?? (await askPasskey({ credential, salt }))
  return { credential, salt, answer }
}

/** Asks the passkey. @throws as `makePasskey` */
export async function askPasskey({ credential, salt }: Pick<KeptPasskey, 'credential' | 'salt'>): Promise<Bytes> {
  const asked = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: 'public-key', id: credential }],
      userVerification: 'required',
      extensions: { prf: { eval: { first: salt } } },
    },
  })
  const answer = asked instanceof PublicKeyCredential ? answerIn(asked) : undefined
  if (!answer) throw new Error('this passkey answers no secrets')
  return answer
}

function answerIn(credential: PublicKeyCredential): Bytes | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first
  if (first === undefined) return undefined
  return first instanceof ArrayBuffer
    ? new Uint8Array(first)
    : new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, first.byteLength).slice()
}
