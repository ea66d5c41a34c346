import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { check, closed } from '@ihala/contract'
import Type, { type Static } from 'typebox'

/** Where a sign-in may lead back to: a path of this service, never another host. */
export const ReturnPath = Type.String({ pattern: '^/(?![/\\\\])[A-Za-z0-9/_.~?&=%#-]{0,500}$', maxLength: 501 })

/** A sign-in under way: what the answer of the provider must fit. */
export const PendingSignIn = closed({
  state: Type.String({ minLength: 20, maxLength: 100 }),
  nonce: Type.String({ minLength: 20, maxLength: 100 }),
  verifier: Type.String({ minLength: 43, maxLength: 128 }),
  returnTo: ReturnPath,
  /** Milliseconds since 1970. */
  until: Type.Integer({ minimum: 0 }),
})
export type PendingSignIn = Static<typeof PendingSignIn>

/** Time a person has to sign in at the provider, milliseconds. */
export const SIGN_IN_TIME = 10 * 60_000

const isPending = check(PendingSignIn)
const [IV, TAG] = [12, 16]

/** Seals a sign-in under way into a cookie. The key is derived from the client secret, so all replicas of the service read it. */
export function sealPending(pending: PendingSignIn, clientSecret: string): string {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', keyOf(clientSecret), iv)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(pending), 'utf8'), cipher.final()])
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
}

/** The sign-in under way in a cookie; undefined when it is not ours, was changed, or is over. */
export function openPending(cookie: string, clientSecret: string, now: Date): PendingSignIn | undefined {
  const bytes = Buffer.from(cookie, 'base64url')
  if (bytes.length <= IV + TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyOf(clientSecret), bytes.subarray(0, IV))
  decipher.setAuthTag(bytes.subarray(-TAG))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]).toString('utf8')
    const pending: unknown = JSON.parse(text)
    return isPending(pending) && pending.until > now.getTime() ? pending : undefined
  } catch {
    // Whatever is wrong with it, it is not a sign-in we began.
    return undefined
  }
}

function keyOf(clientSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', clientSecret, '', 'ihala sign-in under way', 32))
}
