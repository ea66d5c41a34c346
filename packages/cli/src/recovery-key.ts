import { randomBytes, scryptSync } from 'node:crypto'
import { lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { check, closed, Thumbprint } from '@ihala/contract'
import { decryptUnder, encryptUnder, fromBase64url, newEncryptionKey, type PrivateJwk, thumbprint } from '@ihala/seal'
import Type, { type Static } from 'typebox'
import { CommandProblem } from './problem.ts'

const PUBLIC = 'ihala-recovery-keys/1'
const PRIVATE = 'ihala-recovery-key/1'
// RFC 7914; 128 MiB and about half a second for each guess.
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
/** Shorter ones are guessed from a stolen file. */
const SHORTEST_PASSPHRASE = 16

const octets32 = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })
const PublicKey = closed({ kid: Thumbprint, kty: Type.Literal('OKP'), crv: Type.Literal('X25519'), x: octets32 })
const checkPublic = check(closed({ format: Type.Literal(PUBLIC), keys: Type.Array(PublicKey, { minItems: 1, maxItems: 10 }) }))
const Private = closed({ kty: Type.Literal('OKP'), crv: Type.Literal('X25519'), x: octets32, d: octets32 })
const checkPrivate = check(
  closed({
    format: Type.Literal(PRIVATE),
    kid: Thumbprint,
    key: Type.Union([Private, closed({ salt: Type.String(), sealed: Type.String() })]),
  }),
)

/** The public half of a staff member's recovery key (X25519): backups and escrows are sealed to it. */
export type RecoveryPublicKey = Static<typeof PublicKey>

/** The private half, in memory. */
export interface RecoveryPrivateKey {
  readonly kid: string
  readonly jwk: PrivateJwk
}

/** Makes a recovery key that lives in this process only. */
export function newRecoveryKey(): RecoveryPrivateKey & { readonly open: RecoveryPublicKey } {
  const { kid, jwk } = newEncryptionKey()
  return { kid, jwk, open: { kid, kty: 'OKP', crv: 'X25519', x: jwk.x } }
}

/**
 * Makes a staff member's recovery key: the private half goes to `to` (mode 0600; under the passphrase, by scrypt, when there
 * is one), the public half joins the list in `list`, which is made when it is not there. Returns the public half.
 * Throws CommandProblem when `to` is there already, or the passphrase is short.
 */
export function makeRecoveryKey(to: string, list: string, passphrase: string | undefined): RecoveryPublicKey {
  if (passphrase !== undefined && passphrase.length < SHORTEST_PASSPHRASE) {
    throw new CommandProblem(`the passphrase is too short: at least ${SHORTEST_PASSPHRASE} characters, best six words chosen by dice`)
  }
  const { kid, jwk, open } = newRecoveryKey()
  const known = there(list) ? recoveryKeys(list) : []
  const key = passphrase === undefined ? jwk : protectedBy(passphrase, kid, jwk)
  write(to, `${JSON.stringify({ format: PRIVATE, kid, key })}\n`)
  const unfinished = `${list}.${randomBytes(6).toString('hex')}.part`
  write(unfinished, `${JSON.stringify({ format: PUBLIC, keys: [...known, open] }, undefined, 2)}\n`)
  renameSync(unfinished, list)
  return open
}

/** The recovery keys of the organisation, public halves. Throws CommandProblem when the file is not such a list. */
export function recoveryKeys(list: string): readonly RecoveryPublicKey[] {
  const content = read(list, 'the list of recovery keys')
  if (!checkPublic(content) || content.keys.some((key) => key.kid !== thumbprint(key))) {
    throw new CommandProblem(`${list}: is not a list of recovery keys`)
  }
  const kids = new Set(content.keys.map(({ kid }) => kid))
  if (kids.size !== content.keys.length) throw new CommandProblem(`${list}: names a recovery key twice`)
  return content.keys
}

/** Reads a private half. Throws CommandProblem when the file is none, may be read by others, or the passphrase is another. */
export function loadRecoveryKey(file: string, passphrase: string | undefined): RecoveryPrivateKey {
  const { kid, key } = privateFile(file)
  const jwk = 'sealed' in key ? unprotected(file, passphrase, kid, key) : key
  if (kid !== thumbprint(jwk)) throw new CommandProblem(`${file}: is not a recovery key`)
  return { kid, jwk }
}

function privateFile(file: string) {
  const content = read(file, 'the recovery key')
  const mode = lstatSync(file).mode & 0o777
  if ((mode & 0o077) !== 0) throw new CommandProblem(`${file}: may be read by others (mode ${mode.toString(8)}); it must be 600`)
  if (!checkPrivate(content)) throw new CommandProblem(`${file}: is not a recovery key`)
  return content
}

function protectedBy(passphrase: string, kid: string, jwk: PrivateJwk) {
  const salt = randomBytes(16)
  const sealed = encryptUnder(
    scryptSync(passphrase.normalize('NFKC'), salt, 32, SCRYPT),
    Buffer.from(JSON.stringify(jwk)),
    `${PRIVATE} ${kid}`,
  )
  return { salt: salt.toString('base64url'), sealed: sealed.toString('base64url') }
}

function unprotected(file: string, passphrase: string | undefined, kid: string, key: { readonly salt: string; readonly sealed: string }) {
  if (passphrase === undefined) throw new CommandProblem(`${file}: lies under a passphrase; say it with --passphrase-file`)
  const salt = fromBase64url(key.salt) ?? Buffer.alloc(0)
  try {
    const opened = decryptUnder(
      scryptSync(passphrase.normalize('NFKC'), salt, 32, SCRYPT),
      fromBase64url(key.sealed) ?? Buffer.alloc(0),
      `${PRIVATE} ${kid}`,
    )
    const jwk: unknown = JSON.parse(opened.toString('utf8'))
    if (check(Private)(jwk)) return jwk
  } catch {
    // Said below, the same for every way in which it does not open.
  }
  throw new CommandProblem(`${file}: does not open with this passphrase`)
}

function read(file: string, what: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new CommandProblem(`${file}: ${what} is not there or cannot be read`)
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function there(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600, flush: true })
  } catch (fault) {
    const { code } = fault as { code?: unknown }
    throw new CommandProblem(`${file}: ${code === 'EEXIST' ? 'is there already; it is never overwritten' : 'cannot be written'}`)
  }
}
