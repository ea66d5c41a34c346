import { closeSync, openSync, readSync } from 'node:fs'
import { CommandProblem } from './problem.ts'

const CHUNK = 1024 * 1024
/** Longest line that is read: the first one of an exported log, with its statements. */
const LONGEST = 64 * 1024 * 1024

/** The lines of a file, one portion of it in memory at a time. Throws CommandProblem when it cannot be read or a line has no end. */
export function* fileLines(file: string): Generator<string> {
  const descriptor = opened(file)
  try {
    const chunk = Buffer.alloc(CHUNK)
    let open: Buffer[] = []
    let length = 0
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0 && end < read; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([...open, chunk.subarray(from, end)]).toString('utf8')
        open = []
        length = 0
        from = end + 1
      }
      open.push(Buffer.from(chunk.subarray(from, read)))
      length += read - from
      if (length > LONGEST) throw new CommandProblem(`${file}: a line is larger than any here`)
    }
    if (length > 0) yield Buffer.concat(open).toString('utf8')
  } finally {
    closeSync(descriptor)
  }
}

/** The first bytes of a file, as text: which kind of file it says it is. Throws CommandProblem when it cannot be read. */
export function fileStart(file: string): string {
  const descriptor = opened(file)
  try {
    const start = Buffer.alloc(64)
    return start.toString('utf8', 0, readSync(descriptor, start))
  } catch {
    throw new CommandProblem(`${file}: cannot be read`)
  } finally {
    closeSync(descriptor)
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'r')
  } catch {
    throw new CommandProblem(`${file}: cannot be read`)
  }
}
