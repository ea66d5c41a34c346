import { KEY_DELAY, type MemberKey, PORTAL_KEY_DAYS } from '@ihala/contract'
import { newEncryptionKey, newSigningKey, newWrappingKey } from '@ihala/seal'
import { changeKeyring, type HeldKeys, KEY_DAYS, type KeyringPlace } from './keyring-file.ts'

const DAY = 24 * 3600
/**
 * Days before its end that a key's successor is made. Signing keys overlap by 14 days and more (DESIGN §6): what one signed last lives as
 * long, and its successor is first published and then rests.
 */
const AHEAD = { signing: 16, encryption: 7 } as const
/** A key waits for its day from its publication; until the anchor has published it some hours pass. */
const TO_PUBLISH = 6 * 3600
/** Wrapping keys that a keyring holds: those before the first only unwrap. */
const MOST = 20

/** What a rotation did. */
export interface Rotated {
  /** Public halves of the keys made now, for the registry's next statement. */
  readonly made: MemberKey[]
  /** Thumbprints of the private halves that are no more. */
  readonly destroyed: string[]
}

/** Keys that are to be used no more. */
export interface TakenOut {
  /** Destroyed at once, whatever follows: a person says so. */
  readonly stolen?: readonly string[]
  /** By the registry's word. They sign no more; they are destroyed once another one's day has come, for the service goes on till then. */
  readonly revoked?: readonly string[]
  /** Keys of a portal to which nothing is sealed any more, and nothing will be: destroyed at once. */
  readonly spent?: readonly string[]
}

/**
 * K3: makes the successors of keys that end soon, to be used a day after they were published, and destroys private halves whose
 * time is over (a signing key's at its end, an encryption key's 60 days after its first). To be called daily or oftener; mostly it
 * does nothing, and writes nothing. What replaces a key that was taken out waits its day as well (T26). Throws KeyringProblem.
 * @param portal whether it is to have a key of a portal, though it has none yet
 */
export function rotateKeyring(place: Pick<KeyringPlace, 'dir' | 'kekFile'>, now: Date, out: TakenOut = {}, portal = false): Rotated {
  const { stolen = [], revoked = [], spent = [] } = out
  const at = Math.floor(now.getTime() / 1000)
  const nbf = at + KEY_DELAY + TO_PUBLISH
  const made = new Set<string>()
  const destroyed: string[] = []
  const isOut = ({ kid }: { readonly kid: string }): boolean => stolen.includes(kid) || revoked.includes(kid)
  const keep = <K extends { kid: string; nbf: number; exp: number }>(keys: readonly K[], until: (key: K) => number): K[] => {
    const followed = keys.some((key) => !isOut(key) && key.nbf <= at && at < key.exp)
    return keys.filter((key) => {
      const kept = until(key) > at && !stolen.includes(key.kid) && !(followed && revoked.includes(key.kid))
      if (!kept) destroyed.push(key.kid)
      return kept
    })
  }
  const isDue = (keys: readonly { kid: string; exp: number }[], days: number): boolean =>
    keys.every((key) => isOut(key) || key.exp - at <= days * DAY)
  const changed = changeKeyring(place, (held): HeldKeys => {
    const { signing, encryption, portal: reported, wrapping } = held
    const [sign, open] = [keep(signing, ({ exp }) => exp), keep(encryption, (key) => key.nbf + KEY_DAYS.opening * DAY)]
    const hears = keep(reported ?? [], (key) => (spent.includes(key.kid) && key.exp <= at ? 0 : key.nbf + PORTAL_KEY_DAYS.opening * DAY))
    if ((portal || reported !== undefined) && isDue(hears, AHEAD.encryption)) {
      const { kid, jwk } = newEncryptionKey()
      made.add(kid)
      hears.push({ kid, jwk: { ...jwk, crv: 'X25519' }, iat: at, nbf, exp: nbf + PORTAL_KEY_DAYS.sealing * DAY })
    }
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
    if (made.size === 0 && destroyed.length === 0) return held
    // Who had a key of this file had all of it: what is wrapped from now on, and again, is under another (c23).
    const taken = [...signing, ...encryption, ...(reported ?? [])].filter(({ kid }) => destroyed.includes(kid)).some(isOut)
    return {
      signing: sign,
      encryption: open,
      ...(portal || reported !== undefined ? { portal: hears } : {}),
      wrapping: taken ? [newWrappingKey().toString('base64url'), ...wrapping].slice(0, MOST) : wrapping,
    }
  })
  return { made: changed.filter(({ kid }) => made.has(kid)), destroyed }
}
