import { CommandProblem } from './problem.ts'
import type { SealedReader } from './sealed-read.ts'
import type { SealedWriter } from './sealed-write.ts'

/** What a sealed file is made of: what it is; a table's name, rows and end; the keyring; the manifest and its signature. */
const TYPES = ['plan', 'table', 'rows', 'table-end', 'keyring', 'manifest', 'signature'] as const
/** Kind of a record. */
export type RecordType = (typeof TYPES)[number]

/** One record of a sealed file. */
export interface SealedRecord {
  readonly type: RecordType
  readonly bytes: Buffer
}

/** Rows go in portions of about this many bytes. */
export const PORTION_BYTES = 64 * 1024
/** Longer records are not believed; a row that is longer is split. */
const LONGEST = 16 * 1024 * 1024

/** Appends a record. */
export async function writeRecord(writer: SealedWriter, type: RecordType, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from === 0 || from < bytes.length; from += LONGEST) {
    const part = bytes.subarray(from, from + LONGEST)
    const head = Buffer.alloc(5)
    head.writeUInt8(TYPES.indexOf(type), 0)
    head.writeUInt32BE(part.length, 1)
    await writer.write(head)
    await writer.write(part)
  }
}

/** Appends a record that is plain data; returns its bytes as written. */
export async function writeJson(writer: SealedWriter, type: RecordType, value: object): Promise<Buffer> {
  const bytes = Buffer.from(JSON.stringify(value))
  await writeRecord(writer, type, bytes)
  return bytes
}

/** The records of a sealed file in their order, with one portion in memory. */
export interface Records {
  /** The next record; throws when there is none. */
  readonly next: () => Promise<SealedRecord>
  /** The next record, which must be of this type. */
  readonly expect: (type: RecordType) => Promise<Buffer>
  /** Reads to the end, so that the whole file was verified; throws when more records come. */
  readonly end: () => Promise<void>
}

/** Reads the records of a sealed file. Throws CommandProblem on an unknown or unexpected one, SealedProblem on a broken file. */
export function recordsOf(reader: SealedReader): Records {
  const chunks = reader.chunks()
  let parts: Buffer[] = []
  let held = 0
  const wrong = (): CommandProblem => new CommandProblem(`${reader.file}: holds something else than it should`)
  /** Whether so many bytes are there now. */
  const fill = async (count: number): Promise<boolean> => {
    while (held < count) {
      const { value, done } = await chunks.next()
      if (done) return false
      parts.push(value)
      held += value.length
    }
    return true
  }
  const take = async (count: number): Promise<Buffer> => {
    if (!(await fill(count))) throw wrong()
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    parts = [all.subarray(count)]
    held -= count
    return all.subarray(0, count)
  }
  const next = async (): Promise<SealedRecord> => {
    const head = await take(5)
    const type = TYPES[head.readUInt8(0)]
    const length = head.readUInt32BE(1)
    if (type === undefined || length > LONGEST) throw wrong()
    return { type, bytes: await take(length) }
  }
  return {
    next,
    expect: async (wanted) => {
      const { type, bytes } = await next()
      if (type !== wanted) throw wrong()
      return bytes
    },
    end: async () => {
      if (await fill(1)) throw wrong()
    },
  }
}
