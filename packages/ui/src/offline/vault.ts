import type { Bytes } from './sealing.ts'

/** Makes 32 bytes of a PIN, slowly (argon2id). */
export type Derive = (pin: string, salt: Bytes) => Promise<Bytes>

/** The device's key as it is kept: wrapped, twice the same size, so that nobody sees whether there is a PIN that wipes. */
export interface KeptVault {
  /** Random; part of what every row is bound to. */
  readonly name: string
  readonly salt: Bytes
  readonly slots: readonly Bytes[]
  /** A passkey that opens it too. */
  readonly passkey: KeptPasskey | null
  readonly failures: number
  /** Nobody may try a PIN before this instant. */
  readonly blockedUntil: string | null
}

/** What a passkey needs to open the vault. None of it is secret without the authenticator. */
export interface KeptPasskey {
  readonly credential: Bytes
  /** What its pseudo-random function is asked about. */
  readonly salt: Bytes
  readonly slot: Bytes
}

/** What a PIN opens: the key; or nothing, because it is the one that wipes. */
export type Opening = { readonly as: 'own'; readonly key: CryptoKey } | { readonly as: 'wipes' }

const NONCE = 12
const KEY = 32
const OWN = 1
const WIPES = 2

/** A new data key, wrapped under a PIN, and beside it either the PIN that wipes or chance that looks the same. */
export async function makeVault(given: {
  readonly pin: string
  readonly wipePin: string | undefined
  readonly derive: Derive
}): Promise<{ readonly vault: KeptVault; readonly key: CryptoKey }> {
  const { pin, wipePin, derive } = given
  const name = crypto.randomUUID()
  const salt = random(16)
  const raw = random(KEY)
  const own = await wrap(await derive(pin, salt), name, OWN, raw)
  const other = await wrap(wipePin === undefined ? random(KEY) : await derive(wipePin, salt), name, WIPES, random(KEY))
  const key = await keyOf(raw)
  raw.fill(0)
  const slots = (random(1)[0] ?? 0) < 128 ? [own, other] : [other, own]
  return { vault: { name, salt, slots, passkey: null, failures: 0, blockedUntil: null }, key }
}

/** What a PIN opens; undefined where it is wrong. */
export async function openVault(vault: KeptVault, pin: string, derive: Derive): Promise<Opening | undefined> {
  const found = await unwrapped(vault, pin, derive)
  if (found === undefined) return undefined
  if (found.purpose === WIPES) return { as: 'wipes' }
  const key = await keyOf(found.secret)
  found.secret.fill(0)
  return { as: 'own', key }
}

/** The vault with a passkey that opens it too; undefined where the PIN is not its own. `answer` is what the passkey's function answered. */
export async function withPasskey(
  vault: KeptVault,
  pin: string,
  derive: Derive,
  passkey: { readonly credential: Bytes; readonly salt: Bytes; readonly answer: Bytes },
): Promise<KeptVault | undefined> {
  const found = await unwrapped(vault, pin, derive)
  if (found?.purpose !== OWN) return undefined
  const slot = await wrap(await stretched(passkey.answer, vault.name), vault.name, OWN, found.secret)
  found.secret.fill(0)
  return { ...vault, passkey: { credential: passkey.credential, salt: passkey.salt, slot } }
}

/** The key that a passkey opens; undefined where it answered something else. */
export async function openByPasskey(vault: KeptVault, answer: Bytes): Promise<CryptoKey | undefined> {
  if (vault.passkey === null) return undefined
  const found = await tried(await stretched(answer, vault.name), vault.name, vault.passkey.slot)
  return found?.purpose === OWN ? keyOf(found.secret) : undefined
}

interface Found {
  readonly purpose: number
  readonly secret: Bytes
}

async function unwrapped(vault: KeptVault, pin: string, derive: Derive): Promise<Found | undefined> {
  const kek = await derive(pin, vault.salt)
  // Both are tried whatever the first one says: how long it takes tells nothing.
  const found = await Promise.all(vault.slots.map((slot) => tried(kek, vault.name, slot)))
  return found.find((one) => one !== undefined)
}

async function wrap(kek: Bytes, name: string, purpose: number, secret: Bytes): Promise<Bytes> {
  const nonce = random(NONCE)
  const content = new Uint8Array([purpose, ...secret])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bound(name) }, await keyOf(kek), content)
  content.fill(0)
  return new Uint8Array([...nonce, ...new Uint8Array(sealed)])
}

async function tried(kek: Bytes, name: string, slot: Bytes): Promise<Found | undefined> {
  const key = await keyOf(kek)
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: slot.slice(0, NONCE), additionalData: bound(name) }, key, slot.slice(NONCE)).then(
    (content) => ({ purpose: new Uint8Array(content)[0] ?? 0, secret: new Uint8Array(content.slice(1)) }),
    () => undefined,
  )
}

/** A passkey's answer is as long as it likes; the key is not. */
async function stretched(answer: Bytes, name: string): Promise<Bytes> {
  const material = await crypto.subtle.importKey('raw', answer, 'HKDF', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: bound(name), info: bound('passkey') },
    material,
    KEY * 8,
  )
  return new Uint8Array(bits)
}

const keyOf = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))
const bound = (name: string): Bytes => new TextEncoder().encode(`device-vault/1 ${name}`)
