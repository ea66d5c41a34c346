import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { CommandProblem } from './problem.ts'
import { PORTION_BYTES, writeJson, writeRecord } from './records.ts'
import type { SealedWriter } from './sealed-write.ts'
import { called, type TableShape } from './shape.ts'

/** How many rows a table has and what they are: SHA-256 over them as COPY writes them. */
export interface TableFigures {
  readonly rows: number
  readonly bytes: number
  readonly digest: string
}

/**
 * One connection as the owner of the database, who works for the service itself: row-level security is forced on it too.
 * No time limit: a copy takes as long as it takes.
 */
export function ownerConnection(url: string, purpose: string): Sql {
  return postgres(url, {
    max: 1,
    connect_timeout: 10,
    onnotice: () => {},
    connection: {
      application_name: `ihala ${purpose}`,
      'ihala.staff': 'system',
      // What COPY writes must not depend on the settings of a server.
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      IntervalStyle: 'iso_8601',
      extra_float_digits: 1,
      bytea_output: 'hex',
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
    },
  })
}

const NEW_LINE = 0x0a

/** Counts and digests what passes. COPY writes a line feed at the end of each row and nowhere else. */
export function counting() {
  const hash = createHash('sha256')
  let rows = 0
  let bytes = 0
  return {
    take: (portion: Uint8Array): void => {
      hash.update(portion)
      bytes += portion.length
      for (let at = portion.indexOf(NEW_LINE); at !== -1; at = portion.indexOf(NEW_LINE, at + 1)) rows++
    },
    figures: (): TableFigures => ({ rows, bytes, digest: hash.digest('base64url') }),
  }
}

/** A table's rows as COPY writes them, in portions; the server waits while they are not taken. */
export async function* copiedOut(tx: TransactionSql, table: TableShape): AsyncGenerator<Buffer> {
  const stream = await tx`copy ${tx(called(table))} (${tx([...table.columns])}) to stdout`.readable()
  let portion: Buffer[] = []
  let held = 0
  for await (const row of stream) {
    portion.push(row)
    held += row.length
    if (held < PORTION_BYTES) continue
    yield Buffer.concat(portion)
    portion = []
    held = 0
  }
  // A last row longer than the stream's buffer leaves the client's socket paused, and the end of the command is never read.
  stream._read(0)
  if (held > 0) yield Buffer.concat(portion)
}

/**
 * Loads rows as COPY wrote them. Throws CommandProblem when the database does not take them; the transaction is then over.
 */
export async function copyIn(tx: TransactionSql, table: TableShape, portions: AsyncIterable<Buffer>): Promise<void> {
  const sink = await tx`copy ${tx(called(table))} (${tx([...table.columns])}) from stdin`.writable()
  const refused = (): CommandProblem => new CommandProblem(`${called(table)}: the database does not take the rows as they were kept`)
  sink.on('error', () => {})
  try {
    for await (const portion of portions) {
      await new Promise<void>((resolve, reject) => sink.write(portion, (fault) => (fault ? reject(refused()) : resolve())))
    }
  } catch (fault) {
    sink.destroy(fault instanceof Error ? fault : new Error('thrown'))
    throw fault
  }
  sink.end()
  // A refusal that comes after the last row is told to nobody by the client: `finish` would never come. The end of the copy is
  // on its way after one turn; the next statement then succeeds, or says that the transaction has failed.
  await turn()
  try {
    await tx`select`
  } catch {
    throw refused()
  }
}

/** Writes one table of the transaction's snapshot: its name, its rows in portions, its end. */
export async function writeTable(writer: SealedWriter, tx: TransactionSql, table: TableShape): Promise<TableFigures> {
  await writeJson(writer, 'table', { table: called(table) })
  const { take, figures } = counting()
  for await (const portion of copiedOut(tx, table)) {
    take(portion)
    await writeRecord(writer, 'rows', portion)
  }
  await writeRecord(writer, 'table-end', Buffer.alloc(0))
  return figures()
}
