import { createPublicKey, hash, verify } from 'node:crypto'
import { check, closed, EntityId, type MemberKey, Slug, Thumbprint } from '@ihala/contract'
import Type, { type Static } from 'typebox'
import { CommandProblem } from './problem.ts'

const name = Type.String({ minLength: 1, maxLength: 63 })
const count = Type.Integer({ minimum: 0 })
const instant = Type.String({ format: 'date-time' })
const digest = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** What stands at the beginning of a backup: whose, when, by which software, from which state of the database. */
const BackupPlan = closed({
  format: Type.Literal('ihala-backup/1'),
  entityId: EntityId,
  slug: Slug,
  at: instant,
  software: Type.String(),
  postgres: Type.String(),
  /** The journal of migrations with their hashes: the state that is made before the rows are loaded. */
  journal: Type.Array(closed({ schema: name, file: Type.String(), hash: Type.String() })),
  /** In the order in which they are loaded. */
  tables: Type.Array(closed({ schema: name, name, columns: Type.Array(name) })),
  /** Tables that were left out on purpose. */
  leftOut: Type.Array(Type.String()),
  /** The newest escrow at that time; an older one is refused with this backup. */
  escrowVersion: count,
})
export type BackupPlan = Static<typeof BackupPlan>

/** What stands at the end of a backup: figures of every table. */
const BackupManifest = closed({
  tables: Type.Array(closed({ table: Type.String(), rows: count, bytes: count, digest })),
  sequences: Type.Array(closed({ schema: name, name, last: Type.String({ pattern: '^-?[0-9]+$' }) })),
})
export type BackupManifest = Static<typeof BackupManifest>

/** The organisation's signature over plan and manifest, by the key that signed its events at that time. */
const Signature = closed({ kid: Thumbprint, value: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' }) })
export type Signature = Static<typeof Signature>

const escrow = { entityId: EntityId, at: instant, version: Type.Integer({ minimum: 1 }), keys: count }
/** What an escrow is: whose, when, the how-manieth, how many rows of keys it holds, and of which columns; how many are of erased ones. */
const EscrowPlan = closed({ format: Type.Literal('ihala-escrow/2'), ...escrow, erased: count, columns: Type.Array(name) })
export type EscrowPlan = Static<typeof EscrowPlan>
/** As it was written while a case had one key, and an erased one left no row. */
const EscrowPlan1 = closed({ format: Type.Literal('ihala-escrow/1'), ...escrow })

const reader =
  <T>(fits: (value: unknown) => value is T) =>
  (bytes: Buffer, file: string): T => {
    let value: unknown
    try {
      value = JSON.parse(bytes.toString('utf8'))
    } catch {
      // Said below.
    }
    if (fits(value)) return value
    throw new CommandProblem(`${file}: was written in a form this version does not know`)
  }

export const readPlan = reader(check(BackupPlan))
export const readManifest = reader(check(BackupManifest))
export const readSignature = reader(check(Signature))
const readAnyEscrowPlan = reader(check(Type.Union([EscrowPlan, EscrowPlan1])))

/** What an escrow says it is, of any version that was ever written. Throws CommandProblem. */
export function readEscrowPlan(bytes: Buffer, file: string): EscrowPlan {
  const plan = readAnyEscrowPlan(bytes, file)
  if (plan.format === 'ihala-escrow/2') return plan
  return { ...plan, format: 'ihala-escrow/2', erased: 0, columns: ['case_id', 'wrapped', 'created_at'] }
}

export const readTableName = reader(check(closed({ table: Type.String() })))

/** The bytes the organisation signs of a backup. */
export function signedBytes(plan: Uint8Array, manifest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('ihala-backup/1\0'), hash('sha256', plan, 'buffer'), hash('sha256', manifest, 'buffer')])
}

/**
 * Makes sure that the organisation itself took this backup: a recovery key's public half lets anybody seal one.
 * @param keys the signing keys of the escrow, past ones too
 */
export function assertSigned(file: string, bytes: Uint8Array, { kid, value }: Signature, keys: readonly MemberKey[]): void {
  const key = keys.find((one) => one.use === 'sig' && one.kid === kid)
  const genuine =
    key !== undefined &&
    verify(null, bytes, createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: key.x } }), Buffer.from(value, 'base64url'))
  if (!genuine) throw new CommandProblem(`${file}: was not signed by a key of the escrow; it is no backup of this organisation`)
}
