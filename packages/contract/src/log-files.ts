import Type, { type Static } from 'typebox'
import { EntityId, Hash, Instant } from './identifiers.ts'
import { AnchorKey } from './registry.ts'
import { check, closed } from './schema.ts'

/** Trust anchors by name and keys: as a file names them, or as whoever checks it pins them. */
export const Anchors = Type.Array(closed({ iss: EntityId, keys: Type.Array(AnchorKey, { minItems: 1, maxItems: 10 }) }), {
  minItems: 1,
  maxItems: 10,
})
export type Anchors = Static<typeof Anchors>
export const checkAnchors = check(Anchors)

/** Signed statements of the anchor that name the keys of a file. */
export const Statements = Type.Array(
  Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 2_000_000 }),
  { maxItems: 200 },
)
export const checkStatements = check(Statements)

const Note = Type.String({ maxLength: 20_000 })
const Base64Hash = Type.String({ pattern: '^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$' })

/**
 * Portable proof that a member keeps two logs under one name (ADR 0005): two heads that its log signed, and a consistency proof by
 * which the newer tree had another root at the size of the older one. With `anchors` and `statements` it checks from itself alone.
 */
export const ForkFile = closed({
  kind: Type.Literal('ihala-log-fork'),
  v: Type.Literal(1),
  /** C2SP signed notes. */
  older: Note,
  newer: Note,
  /** Root of the newer tree at the older one's size, base64. */
  root: Base64Hash,
  proof: Type.Array(Base64Hash, { maxItems: 64 }),
  anchors: Type.Optional(Anchors),
  statements: Type.Optional(Statements),
})
export type ForkFile = Static<typeof ForkFile>
export const checkForkFile = check(ForkFile)

/** First line of an exported log. Each further line is a leaf, in their order, or a signed head, after its last leaf. */
export const LogFileStart = closed({
  format: Type.Literal('ihala-log/1'),
  organisation: EntityId,
  writtenAt: Instant,
  /** Leaves that follow. */
  size: Type.Integer({ minimum: 0 }),
  anchors: Anchors,
  statements: Statements,
})
export type LogFileStart = Static<typeof LogFileStart>
export const checkLogFileStart = check(LogFileStart)

/** A leaf of an exported log: its hash, and what it was made of unless that was erased. */
export const LogFileLeaf = closed({
  hash: Hash,
  content: Type.Optional(closed({ salt: Type.String({ pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' }), event: Type.String({ maxLength: 4_000 }) })),
})
export type LogFileLeaf = Static<typeof LogFileLeaf>
export const checkLogFileLeaf = check(LogFileLeaf)

/** A signed head in an exported log, with its cosignatures (C2SP signed note). */
export const LogFileHead = closed({ head: Note })
export type LogFileHead = Static<typeof LogFileHead>
export const checkLogFileHead = check(LogFileHead)
