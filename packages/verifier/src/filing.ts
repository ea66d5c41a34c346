import { argon2Sync, createHash } from 'node:crypto'
import {
  type Anchors,
  checkFilingFile,
  checkFilingList,
  checkFilingStatement,
  FILING_FORMAT,
  FILING_TYP,
  type FilingFile,
  type Names,
  RECEIPT_CODE,
  readReceiptCode,
} from '@ihala/contract'
import { isSigned, type Parts, readJws } from './jws.ts'
import { readJson } from './strict-json.ts'
import { assertHeader, assertPinned, readWho, type Who } from './who.ts'
import { Wrong } from './wrong.ts'

/** What a proof of filing proves. It names nobody. */
export interface ProvenFiling {
  /** The statement of one filing, or the list of a day. */
  readonly what: 'statement' | 'list'
  readonly organisation: string
  /** What the anchor calls it; null when no statement here does. */
  readonly names: Names | null
  /** The day on which it was filed. */
  readonly date: string
  /** Whether a code was given: then it is the one that was filed. */
  readonly byCode: boolean
  /** Whether the anchors were pinned by whoever checked, or only named by the file. */
  readonly anchorsPinned: boolean
}

/** What whoever checks brings along. */
export interface FilingKnowledge {
  /** The receipt code, as somebody typed it. */
  readonly code?: string
  /** Anchors they believe; without them, those the file names. */
  readonly anchors?: Anchors
  /** Statements of the anchor, for a bare statement or list that brings none. */
  readonly statements?: readonly string[]
}

/**
 * A day as somebody lives it begins and ends elsewhere than in UTC, by at most so many seconds with the difference of clocks. A list is
 * signed when its day is over, or when a service that was away is back.
 */
const DAY_AROUND = { before: 15 * 3600, statement: 37 * 3600, list: 45 * 86_400 }
const WHERE = '/filing'

/** Whether a text is a proof of filing: the file, or the bare statement or list as a QR code holds it. */
export function isFiling(start: string): boolean {
  if (start.includes(`"${FILING_FORMAT}"`)) return true
  const header = /^\s*([A-Za-z0-9_-]{20,200})\./.exec(start)?.[1]
  return header !== undefined && Buffer.from(header, 'base64url').toString().includes('"typ":"ihala-filing')
}

/**
 * Checks offline that something was filed with an organisation on a day (c1): the statement of it, or the list of the day, and with a code,
 * that it is the one this code was given for. Nothing is believed but the anchors. Throws Wrong with the first thing that is wrong: the
 * file, its form, who is who, the signature, the code.
 */
export function verifyFiling(text: string, { code, anchors, statements = [] }: FilingKnowledge = {}): ProvenFiling {
  const file = readFile(text, anchors, statements)
  if (anchors !== undefined) assertPinned(file.anchors, anchors)
  const filing = readFiling(file.filing)
  const who = readWho(file.statements, anchors ?? file.anchors)
  assertSigned(filing, who)
  const { iss, what, date, filings } = filing
  if (code !== undefined) assertCode(code, iss, filings)
  return { what, organisation: iss, names: who.names(iss) ?? null, date, byCode: code !== undefined, anchorsPinned: anchors !== undefined }
}

function readFile(text: string, anchors: Anchors | undefined, statements: readonly string[]): FilingFile {
  const bare = text.trim()
  // As a QR code holds it: who vouches for the key, whoever checks must bring.
  const said = bare.startsWith('{')
    ? readJson(bare, '')
    : { format: FILING_FORMAT, anchors: anchors ?? [], statements: [...statements], filing: bare }
  const fault = checkFilingFile.firstFault(said)
  if (fault?.field.startsWith('/anchors') === true && anchors === undefined) throw new Wrong('nobody-vouches', fault.field)
  if (fault?.field.startsWith('/statements') === true && statements.length === 0) throw new Wrong('nobody-vouches', fault.field)
  if (!checkFilingFile(said)) throw new Wrong('not-a-filing', fault?.field ?? '')
  return said
}

/** What a proof of filing says, and who is said to have signed it. */
interface Said {
  readonly iss: string
  readonly what: ProvenFiling['what']
  readonly date: string
  readonly filings: readonly string[]
}
type Signed = Said & { readonly kid: string } & Pick<Parts, 'signed' | 'signature'>

/** The content; its signature is not looked at yet. Throws Wrong. */
function readFiling(jws: string): Signed {
  const { header, claims, signed, signature } = readJws(jws, WHERE)
  const isList = header.typ === FILING_TYP.list
  assertHeader(header, isList ? FILING_TYP.list : FILING_TYP.statement, WHERE)
  return { ...(isList ? listIn(claims) : statementIn(claims)), kid: header.kid, signed, signature }
}

/** It was signed by a key of its organisation that counted on that day. Throws Wrong. */
function assertSigned({ iss, what, date, kid, signed, signature }: Signed, who: Who): void {
  const key = who.keys(iss).get(kid)
  if (key === undefined) throw new Wrong('key-unknown', WHERE)
  if (!isSigned(key, signed, signature)) throw new Wrong('signature', WHERE)
  const day = Date.parse(`${date}T00:00:00Z`) / 1000
  if (day + DAY_AROUND[what] < key.from || day - DAY_AROUND.before > key.until) throw new Wrong('key-not-valid-then', WHERE)
  if (key.revokedAt !== undefined) throw new Wrong('key-revoked', WHERE)
}

function statementIn(claims: unknown): Said {
  if (!checkFilingStatement(claims) || claims.iat % 86_400 !== 0) throw new Wrong('jws-claims', WHERE)
  const date = new Date(claims.iat * 1000).toISOString().slice(0, 10)
  return { iss: claims.iss, what: 'statement', date, filings: [claims.filing] }
}

function listIn(claims: unknown): Said {
  if (!checkFilingList(claims)) throw new Wrong('jws-claims', WHERE)
  return { ...claims, what: 'list' }
}

/** The code is one of those that were filed: argon2id of its 14 digits stands there. Throws Wrong. */
function assertCode(code: string, iss: string, filings: readonly string[]): void {
  const read = readReceiptCode(code)
  if (read?.kind !== 'real') throw new Wrong('code-mistyped', '/code')
  const { saltPrefix, saltBytes, memory, passes, parallelism, bytes: tagLength } = RECEIPT_CODE
  const nonce = createHash('sha256').update(`${saltPrefix}${iss}`).digest().subarray(0, saltBytes)
  const value = argon2Sync('argon2id', { message: read.digits, nonce, parallelism, tagLength, memory, passes }).toString('base64url')
  if (!filings.includes(value)) throw new Wrong('code-not-filed', '/code')
}
