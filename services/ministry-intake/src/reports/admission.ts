import { hash, randomBytes } from 'node:crypto'
import { Refusal } from '@ihala/contract'
import type { FileKeyring } from '@ihala/kit'

/** Zero bits a solution has to begin with: some seconds of a cheap telephone, once a report. */
const BITS = 18
/** How long a puzzle is good, milliseconds. */
const GOOD_MS = 10 * 60_000
const MARK = Buffer.from('ihala-puzzle/1')
const TIME_BYTES = 6
const CHANCE_BYTES = 12
const SOLUTION = /^\d{1,20}$/

/** A puzzle that was solved: its name, so that it is used once, and until when it would be good. */
export interface Solved {
  readonly name: Buffer
  /** ISO instant. */
  readonly until: string
}

/** Proof of work in the place of an address (A8). Any replica knows the puzzles of the others: they are sealed by the keyring. */
export interface Puzzles {
  readonly make: () => { readonly puzzle: string; readonly bits: number }
  /** Throws Refusal `puzzle-unsolved`: not ours, too old, or not solved. */
  readonly check: (puzzle: string, solution: string) => Solved
}

/** @param now milliseconds since 1970 @param bits zero bits a solution begins with */
export function puzzles(keyring: Pick<FileKeyring, 'wrap' | 'unwrap'>, now: () => number, bits = BITS): Puzzles {
  return {
    make: () => {
      const until = Buffer.alloc(TIME_BYTES)
      until.writeUIntBE(now() + GOOD_MS, 0, TIME_BYTES)
      return { puzzle: keyring.wrap(Buffer.concat([MARK, until, randomBytes(CHANCE_BYTES)])).toString('base64url'), bits }
    },
    check: (puzzle, solution) => {
      const until = endOf(keyring, puzzle)
      const solved = SOLUTION.test(solution) && leadingZeros(hash('sha256', `${puzzle}.${solution}`, 'buffer')) >= bits
      if (until === undefined || until < now() || !solved) throw new Refusal('puzzle-unsolved')
      return { name: hash('sha256', puzzle, 'buffer'), until: new Date(until).toISOString() }
    },
  }
}

/** When a puzzle of ours ends, milliseconds since 1970; undefined for anything else. */
function endOf(keyring: Pick<FileKeyring, 'unwrap'>, puzzle: string): number | undefined {
  const bytes = puzzle.length > 200 ? Buffer.of() : Buffer.from(puzzle, 'base64url')
  if (bytes.toString('base64url') !== puzzle) return undefined
  try {
    const content = keyring.unwrap(bytes)
    const ours = content.length === MARK.length + TIME_BYTES + CHANCE_BYTES && content.subarray(0, MARK.length).equals(MARK)
    return ours ? content.readUIntBE(MARK.length, TIME_BYTES) : undefined
  } catch {
    return undefined
  }
}

function leadingZeros(bytes: Buffer): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? 8 * bytes.length : 8 * first + Math.clz32(bytes[first] ?? 0) - 24
}

/**
 * One bucket for everybody: no address is looked at. It holds a minute's worth and fills evenly. Each replica has its own.
 * Throws Refusal `too-many-requests` when it is empty. @param now milliseconds since 1970
 */
export function bucket(perMinute: number, now: () => number): () => void {
  let held = perMinute
  let at = now()
  return () => {
    const passed = Math.max(0, now() - at)
    at = now()
    held = Math.min(perMinute, held + (passed * perMinute) / 60_000)
    if (held < 1) throw new Refusal('too-many-requests')
    held -= 1
  }
}
