import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { check, closed, ENVELOPE, type KeyUse, type MemberKey, NumericDate, PORTAL_KEY_DAYS, Thumbprint } from '@ihala/contract'
import {
  decryptUnder,
  encryptUnder,
  fromBase64url,
  type Keyring,
  memoryKeyring,
  type NamedPrivateKey,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  type OpeningKeys,
  openingKeys,
} from '@ihala/seal'
import Type, { type Static } from 'typebox'

const FILE = 'keyring.json'
const FORMAT = 'ihala-keyring/1'
const KEK_BYTES = 32
const DAY = 24 * 3600
const REREAD_MS = 60_000
/**
 * Days a key is used (DESIGN §6). The private half of an encryption key opens late envelopes until the last of them, and is
 * not used after.
 */
export const KEY_DAYS = { signing: 90, encryption: 30, opening: 60 } as const

const octets32 = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })
const heldKey = <const C extends string>(crv: C) =>
  closed({
    kid: Thumbprint,
    jwk: closed({ kty: Type.Literal('OKP'), crv: Type.Literal(crv), x: octets32, d: octets32 }),
    /** When it was made; the first keys of a member have none. */
    iat: Type.Optional(NumericDate),
    nbf: NumericDate,
    exp: NumericDate,
  })
const Content = closed({
  signing: Type.Array(heldKey('Ed25519'), { minItems: 1, maxItems: 20 }),
  encryption: Type.Array(heldKey('X25519'), { minItems: 1, maxItems: 20 }),
  /** Of a portal alone (ADR 0013). */
  portal: Type.Optional(Type.Array(heldKey('X25519'), { maxItems: 20 })),
  wrapping: Type.Array(octets32, { minItems: 1, maxItems: 20 }),
})
type Content = Static<typeof Content>
/** What a keyring holds, private halves and all. */
export type HeldKeys = Content
type Held = Content['signing'][number] | Content['encryption'][number]
const checkContent = check(Content)
const checkFile = check(closed({ format: Type.Literal(FORMAT), sealed: Type.String() }))

/** The keyring cannot be used; the message is one plain sentence that names the file and repeats nothing of its content. */
export class KeyringProblem extends Error {
  constructor(file: string, problem: string) {
    super(`keyring ${file}: ${problem}`)
    this.name = 'KeyringProblem'
  }
}

/** An organisation's keyring with what the registry may know of it. */
export interface FileKeyring extends Keyring {
  /** The public halves with their time of use, for the trust anchor's statement about this member. */
  readonly publicKeys: () => MemberKey[]
  /** What opens the reports sealed to the keys of a portal (ADR 0013), newest first; none where there is no portal. */
  readonly portal: OpeningKeys
}

/** Whether others take what an own key signs, by the registry's last word: `resting` until its day (T26), or not heard of yet. */
export type KeyStanding = 'counts' | 'resting' | 'revoked'

/** Where the keyring lies and by what clock its keys are chosen. */
export interface KeyringPlace {
  /** Folder of keyring.json. */
  readonly dir: string
  /** File with the 32 bytes, base64url, under which the keyring is sealed. */
  readonly kekFile: string
  readonly clock: () => Date
  /** What the registry says of an own key; nothing unless told. */
  readonly standing?: (kid: string) => KeyStanding
  /** Refuses a KEK beside the keyring, through a link or in an environment variable. */
  readonly production?: boolean
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/**
 * Makes an organisation's first keys and writes them to `dir`/keyring.json (mode 0600), sealed with AES-256-GCM under the
 * KEK of `kekFile`; a KEK that is not there is made too. The keys are for use from `now` on. Returns the public halves.
 * Throws KeyringProblem when there is a keyring already: keys are never overwritten.
 * @param portal whether people nobody knows seal to it: then it has a key for that too
 */
export function createKeyring(
  dir: string,
  kekFile: string,
  now: Date,
  { portal = false }: { readonly portal?: boolean } = {},
): MemberKey[] {
  const file = join(dir, FILE)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const kek = existing(kekFile) ? readKek(kekFile) : makeKek(kekFile)
  const nbf = Math.floor(now.getTime() / 1000)
  const held = <K extends NamedPrivateKey>({ kid, jwk }: K, days: number) => ({ kid, jwk, nbf, exp: nbf + days * DAY })
  const content: unknown = {
    signing: [held(newSigningKey(), KEY_DAYS.signing)],
    encryption: [held(newEncryptionKey(), KEY_DAYS.encryption)],
    ...(portal ? { portal: [held(newEncryptionKey(), PORTAL_KEY_DAYS.sealing)] } : {}),
    wrapping: [newWrappingKey().toString('base64url')],
  }
  if (!checkContent(content)) throw new Error('new keys do not fit the keyring')
  writeSealed(file, kek, content)
  return publicHalves(content)
}

/**
 * Opens an organisation's keyring. Which key signs is chosen at each use: the newest whose time has come and that counts with others.
 * One that was revoked signs never; where none counts, the newest whose time has come.
 * Throws KeyringProblem when a file is missing, readable by others, changed, sealed under another KEK, or no key is in use.
 */
export function loadKeyring(place: KeyringPlace): FileKeyring {
  const { dir, kekFile, clock, standing } = place
  const file = join(dir, FILE)
  if (!existing(file)) throw new KeyringProblem(file, 'there is no keyring; make one before the service starts')
  refuseOpenMode(file, 0o077)
  const kek = readKek(kekFile)
  if (place.production === true) refuseUnsafeKek(place, file)
  return ringOf(
    rereading(file, () => unsealed(file, kekFile, readKek(kekFile)), unsealed(file, kekFile, kek), clock),
    clock,
    file,
    standing,
  )
}

/** What the file holds, read again when it changed; looked at no oftener than once a minute. */
function rereading(file: string, read: () => Content, first: Content, clock: () => Date): () => Content {
  let content = first
  let modified = lstatSync(file).mtimeMs
  let next = clock().getTime() + REREAD_MS
  return () => {
    if (clock().getTime() < next) return content
    next = clock().getTime() + REREAD_MS
    const now = lstatSync(file).mtimeMs
    if (now !== modified) {
      content = read()
      modified = now
    }
    return content
  }
}

/**
 * What an organisation's keyring holds, private halves and all, for the escrow alone. Throws KeyringProblem as `loadKeyring`.
 */
export function keyringContent({ dir, kekFile }: Pick<KeyringPlace, 'dir' | 'kekFile'>): Buffer {
  const file = join(dir, FILE)
  if (!existing(file)) throw new KeyringProblem(file, 'there is no keyring')
  refuseOpenMode(file, 0o077)
  return Buffer.from(JSON.stringify(unsealed(file, kekFile, readKek(kekFile))))
}

/** A keyring in memory from what an escrow held. Throws KeyringProblem, naming `from`, when that is no keyring. */
export function keyringFrom(content: Uint8Array, clock: () => Date, from: string): FileKeyring {
  const held = contentFrom(content, from)
  return ringOf(() => held, clock, from)
}

/**
 * Puts the keyring of an escrow back: `dir`/keyring.json (mode 0600), sealed under the KEK of `kekFile`, which is made when
 * it is not there. Throws KeyringProblem when there is a keyring already: keys are never overwritten.
 */
export function restoreKeyring(dir: string, kekFile: string, content: Uint8Array): void {
  const file = join(dir, FILE)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const kek = existing(kekFile) ? readKek(kekFile) : makeKek(kekFile)
  writeSealed(file, kek, contentFrom(content, file))
}

/**
 * Replaces what the keyring holds, whole or not at all; what is returned as it was given is not written again. Returns the public halves. Whoever has it open sees the new keys within
 * a minute. Throws KeyringProblem as `loadKeyring`.
 */
export function changeKeyring({ dir, kekFile }: Pick<KeyringPlace, 'dir' | 'kekFile'>, change: (held: Content) => Content): MemberKey[] {
  const file = join(dir, FILE)
  if (!existing(file)) throw new KeyringProblem(file, 'there is no keyring')
  refuseOpenMode(file, 0o077)
  const kek = readKek(kekFile)
  const held = unsealed(file, kekFile, kek)
  const content: unknown = change(held)
  if (content === held) return publicHalves(held)
  if (!checkContent(content)) throw new KeyringProblem(file, 'cannot be without a key of each use: make the new key first')
  const next = `${file}.next`
  rmSync(next, { force: true })
  writeSealed(next, kek, content)
  renameSync(next, file)
  return publicHalves(content)
}

function contentFrom(bytes: Uint8Array, from: string): Content {
  const content = json(Buffer.from(bytes).toString('utf8'))
  if (!checkContent(content)) throw new KeyringProblem(from, 'holds something else than keys')
  return content
}

function writeSealed(file: string, kek: Buffer, content: Content): void {
  const sealed = encryptUnder(kek, Buffer.from(JSON.stringify(content)), FORMAT).toString('base64url')
  if (existing(file)) throw new KeyringProblem(file, 'is there already; it is never overwritten')
  writeNew(file, `${JSON.stringify({ format: FORMAT, sealed })}\n`)
}

function ringOf(
  read: () => Content,
  clock: () => Date,
  file: string,
  standing: (kid: string) => KeyStanding = () => 'counts',
): FileKeyring {
  let chosen: { readonly ring: Keyring; readonly signs: boolean; readonly names: string } | undefined
  let looked: { readonly at: number; readonly content: Content } | undefined
  const current = () => {
    const content = read()
    const now = Math.floor(clock().getTime() / 1000)
    if (chosen && looked?.at === now && looked.content === content) return chosen
    const inTime = content.signing.filter(({ nbf, exp }) => nbf <= now && now < exp)
    const unrevoked = inTime.filter(({ kid }) => standing(kid) !== 'revoked')
    const good = newest(unrevoked.filter(({ kid }) => standing(kid) === 'counts')) ?? newest(unrevoked)
    const signing = good ?? newest(inTime)
    if (signing === undefined) throw new KeyringProblem(file, 'no signing key is in use at this time')
    const opening = content.encryption
      .filter(({ nbf }) => nbf - ENVELOPE.clockSkew <= now && now < nbf + KEY_DAYS.opening * DAY)
      .sort((a, b) => b.nbf - a.nbf)
    if (opening.length === 0) throw new KeyringProblem(file, 'no encryption key is in use at this time')
    const names = [good?.kid ?? '', signing.kid, ...opening.map(({ kid }) => kid), content.wrapping.length].join()
    looked = { at: now, content }
    if (chosen?.names === names) return chosen
    const wrapping = content.wrapping.map((key) => Buffer.from(key, 'base64url'))
    const ring = memoryKeyring({ signing: signing.jwk, encryption: opening.map(({ jwk }) => jwk), wrapping })
    chosen = { ring, signs: good !== undefined, names }
    return chosen
  }
  /** The ring, when it may sign: a key that was revoked opens and unwraps, and signs no more. */
  const signing = (): Keyring => {
    const { ring, signs } = current()
    if (!signs) throw new KeyringProblem(file, 'the signing key was revoked, and the day of its successor has not come')
    return ring
  }
  current()
  return {
    get signing() {
      return signing().signing
    },
    get encryption() {
      return current().ring.encryption
    },
    sign: (bytes) => signing().sign(bytes),
    agree: (kid, other) => current().ring.agree(kid, other),
    wrap: (secret) => current().ring.wrap(secret),
    unwrap: (wrapped) => current().ring.unwrap(wrapped),
    publicKeys: () => publicHalves(read()),
    get portal() {
      const now = Math.floor(clock().getTime() / 1000)
      const { portal = [] } = read()
      const opening = portal.filter(({ nbf }) => nbf - ENVELOPE.clockSkew <= now && now < nbf + PORTAL_KEY_DAYS.opening * DAY)
      return openingKeys(opening.sort((a, b) => b.nbf - a.nbf).map(({ jwk }) => jwk))
    },
  }
}

function newest<K extends Held>(keys: readonly K[]): K | undefined {
  return keys.reduce<K | undefined>((best, key) => (best === undefined || key.nbf > best.nbf ? key : best), undefined)
}

function publicHalves({ signing, encryption, portal = [] }: Content): MemberKey[] {
  const half = ({ kid, jwk: { kty, crv, x }, iat, nbf, exp }: Held, use: KeyUse): MemberKey => ({
    kty,
    crv,
    x,
    kid,
    use,
    ...(iat === undefined ? {} : { iat }),
    nbf,
    exp,
  })
  return [
    ...signing.map((key) => half(key, 'sig')),
    ...encryption.map((key) => half(key, 'enc')),
    ...portal.map((key) => half(key, 'portal')),
  ]
}

function unsealed(file: string, kekFile: string, kek: Buffer): Content {
  const outer = json(readFileSync(file, 'utf8'))
  const sealed = checkFile(outer) ? fromBase64url(outer.sealed) : undefined
  if (sealed === undefined) throw new KeyringProblem(file, `is not a keyring of the format ${FORMAT}`)
  let opened: Buffer
  try {
    opened = decryptUnder(kek, sealed, FORMAT)
  } catch {
    throw new KeyringProblem(file, `does not open with the key of ${kekFile}: it is another key, or the file was changed`)
  }
  return contentFrom(opened, file)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function existing(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

function makeKek(kekFile: string): Buffer {
  const kek = randomBytes(KEK_BYTES)
  mkdirSync(dirname(kekFile), { recursive: true, mode: 0o700 })
  writeNew(kekFile, `${kek.toString('base64url')}\n`)
  return kek
}

function readKek(kekFile: string): Buffer {
  let text: string
  try {
    text = readFileSync(kekFile, 'utf8').trim()
  } catch {
    throw new KeyringProblem(kekFile, 'the file of the key that opens the keyring is not there or cannot be read')
  }
  // A secret mounted into a container belongs to a group; nobody else may read it.
  refuseOpenMode(kekFile, 0o007)
  const kek = fromBase64url(text)
  if (kek?.length !== KEK_BYTES) throw new KeyringProblem(kekFile, `does not hold ${KEK_BYTES} bytes as base64url`)
  return kek
}

function refuseUnsafeKek({ dir, kekFile, environment = process.env }: KeyringPlace, file: string): void {
  if (relative(dir, dirname(kekFile)) === '')
    throw new KeyringProblem(file, 'the key that opens it lies in the same folder, which production refuses')
  const kek = readFileSync(kekFile, 'utf8').trim()
  if (Object.values(environment).some((value) => value?.trim() === kek)) {
    throw new KeyringProblem(file, 'the key that opens it stands in an environment variable, which production refuses')
  }
}

function refuseOpenMode(file: string, forbidden: number): void {
  const stat = lstatSync(file)
  // A link (a mounted secret is one) has no mode of its own.
  if (stat.isSymbolicLink()) return
  const mode = stat.mode & 0o777
  if ((mode & forbidden) !== 0) throw new KeyringProblem(file, `may be read by others (mode ${mode.toString(8)}); it must be 600`)
}

function writeNew(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  // The process's umask may have taken more away than asked; others never get more.
  chmodSync(file, 0o600)
}
