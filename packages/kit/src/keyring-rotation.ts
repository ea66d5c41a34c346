import { KEY_DELAY, type MemberKey } from '@ihala/contract'
import { newEncryptionKey, newSigningKey } from '@ihala/seal'
import { changeKeyring, type HeldKeys, KEY_DAYS, type KeyringPlace } from './keyring-file.ts'

const DAY = 24 * 3600
/** Days before its end that a key's successor is made: signing keys overlap by these (DESIGN §6). */
const AHEAD = { signing: 14, encryption: 7 } as const
/** A key waits for its day from its publication; until the anchor has published it some hours pass. */
const TO_PUBLISH = 6 * 3600

/** What a rotation did. */
export interface Rotated {
  /** Public halves of the keys made now, for the registry's next statement. */
  readonly made: MemberKey[]
  /** Thumbprints of the private halves that are no more. */
  readonly destroyed: string[]
}

/**
 * K3: makes the successors of keys that end soon, to be used a day after they were published, and destroys private halves whose
 * time is over (a signing key's at its end, an encryption key's 60 days after its first). To be called daily; mostly it does
 * nothing. `replace` names keys that were stolen: they are destroyed at once, and their successors still wait their day (T26).
 * Throws KeyringProblem.
 */
export function rotateKeyring(place: Pick<KeyringPlace, 'dir' | 'kekFile'>, now: Date, replace: readonly string[] = []): Rotated {
  const at = Math.floor(now.getTime() / 1000)
  const nbf = at + KEY_DELAY + TO_PUBLISH
  const made = new Set<string>()
  const destroyed: string[] = []
  const keep = <K extends { kid: string; nbf: number; exp: number }>(keys: readonly K[], until: (key: K) => number): K[] =>
    keys.filter((key) => {
      const kept = until(key) > at && !replace.includes(key.kid)
      if (!kept) destroyed.push(key.kid)
      return kept
    })
  const isDue = (keys: readonly { exp: number }[], days: number): boolean => keys.every(({ exp }) => exp - at <= days * DAY)
  const changed = changeKeyring(place, ({ signing, encryption, wrapping }): HeldKeys => {
    const [sign, open] = [keep(signing, ({ exp }) => exp), keep(encryption, (key) => key.nbf + KEY_DAYS.opening * DAY)]
    if (isDue(sign, AHEAD.signing)) {
      const { kid, jwk } = newSigningKey()
      made.add(kid)
      sign.push({ kid, jwk: { ...jwk, crv: 'Ed25519' }, iat: at, nbf, exp: nbf + KEY_DAYS.signing * DAY })
    }
    if (isDue(open, AHEAD.encryption)) {
      const { kid, jwk } = newEncryptionKey()
      made.add(kid)
      open.push({ kid, jwk: { ...jwk, crv: 'X25519' }, iat: at, nbf, exp: nbf + KEY_DAYS.encryption * DAY })
    }
    return { signing: sign, encryption: open, wrapping }
  })
  return { made: changed.filter(({ kid }) => made.has(kid)), destroyed }
}
