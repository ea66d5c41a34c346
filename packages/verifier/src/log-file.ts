import { type Anchors, checkLogFileHead, checkLogFileLeaf, checkLogFileStart, type LogFileStart } from '@ihala/contract'
import { type Head, leafHash, parent, readHead, rootOver, seenBy } from './log.ts'
import { readJson } from './strict-json.ts'
import { assertPinned, readWho, type Who } from './who.ts'
import { Wrong } from './wrong.ts'

/** What an exported log proves. */
export interface ProvenLog {
  readonly organisation: string
  readonly origin: string | null
  readonly size: number
  /** Leaves of which only the hash is left. */
  readonly erased: number
  /** Signed heads that fit the leaves. */
  readonly heads: number
  /** The newest head, and the newest that enough others countersigned; null when there is none. */
  readonly signedUpTo: number | null
  readonly witnessedUpTo: { readonly size: number; readonly at: number; readonly witnesses: readonly string[] } | null
  readonly anchorsPinned: boolean
}

/** Whether a file begins as an exported log does. */
export function isLogFile(start: string): boolean {
  return start.startsWith('{"format":"ihala-log/1"')
}

/**
 * Checks an exported log line by line, so that memory stays flat: what each leaf was made of, and each signed head against the leaves
 * before it. Throws Wrong; `/leaves/N` names the first leaf that is wrong, or for a fault of many the first that no good head covers.
 */
export function verifyLogFile(lines: Iterable<string>, pinned?: Anchors): ProvenLog {
  const reading = lines[Symbol.iterator]()
  const { organisation, size, anchors, statements } = readStart(reading.next().value)
  if (pinned !== undefined) assertPinned(anchors, pinned)
  const who = readWho(statements, pinned ?? anchors)
  const log = growing()
  let [erased, heads] = [0, 0]
  let newest: Head | undefined
  let witnessed: ProvenLog['witnessedUpTo'] = null
  for (let next = reading.next(); next.done !== true; next = reading.next()) {
    const where = `/leaves/${log.size()}`
    const line = readJson(next.value, where)
    if (checkLogFileLeaf(line)) {
      if (line.content === undefined) erased += 1
      else if (leafHash(line.content).toString('base64url') !== line.hash) throw new Wrong('leaf-not-in-the-log', where)
      log.add(Buffer.from(line.hash, 'base64url'))
      continue
    }
    if (!checkLogFileHead(line)) throw new Wrong('not-a-log', where)
    const head = readHead(line.head, organisation, who, `/heads/${heads}`)
    assertFits(head, newest, log)
    const at = seenBy(head)
    if (at !== undefined) witnessed = { size: head.size, at, witnesses: head.witnesses.map(({ member }) => member) }
    newest = head
    heads += 1
  }
  if (log.size() !== size) throw new Wrong('log-cut-short', `/leaves/${log.size()}`)
  return {
    organisation,
    origin: newest?.origin ?? null,
    size,
    erased,
    heads,
    signedUpTo: newest?.size ?? null,
    witnessedUpTo: witnessed,
    anchorsPinned: pinned !== undefined,
  }
}

/** The heads in an exported log whose member signed them, to hold another copy of the log against. Throws Wrong. */
export function headsOfLogFile(lines: Iterable<string>, pinned: Anchors): Pick<Head, 'size' | 'root'>[] {
  let who: Who | undefined
  let organisation = ''
  const found: Pick<Head, 'size' | 'root'>[] = []
  for (const line of lines) {
    if (who === undefined) {
      const start = readStart(line)
      organisation = start.organisation
      who = readWho(start.statements, pinned)
    } else if (line.startsWith('{"head":')) {
      const where = `/heads/${found.length}`
      const value = readJson(line, where)
      if (!checkLogFileHead(value)) throw new Wrong('not-a-log', where)
      found.push(readHead(value.head, organisation, who, where))
    }
  }
  return found
}

function readStart(line: string | undefined): LogFileStart {
  const value = readJson(line ?? '', '')
  const fault = checkLogFileStart.firstFault(value)
  if (fault !== undefined || !checkLogFileStart(value)) throw new Wrong('not-a-log', fault?.field ?? '')
  return value
}

/** A head stands after its last leaf, in one log with the one before it. */
function assertFits({ origin, size, root }: Head, before: Head | undefined, log: ReturnType<typeof growing>): void {
  const where = `/leaves/${before?.size ?? 0}`
  if (before !== undefined && before.origin !== origin) throw new Wrong('not-of-one-log', where)
  if (size !== log.size() || !root.equals(log.root())) throw new Wrong('not-these-leaves', where)
}

/** A tree of which only the complete subtrees at the right edge are kept. */
function growing() {
  const edge: Buffer[] = []
  let size = 0
  return {
    size: () => size,
    root: () => rootOver(edge),
    add: (leaf: Buffer): void => {
      let grown = leaf
      for (let at = size; at % 2 === 1; at = (at - 1) / 2) grown = parent(edge.pop() ?? grown, grown)
      edge.push(grown)
      size += 1
    },
  }
}
