import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A folder of migrations and the one Postgres schema they make. */
export interface MigrationSource {
  /** Schema: the name of the package or feature, hyphens as underscores. */
  readonly schema: string
  /** Folder of files `0001-name.sql`. */
  readonly folder: URL
  /**
   * Whether a column of bytes there counts as personal data. Not in `ledger` and `exchange`: their bytes are hashes, and
   * envelopes and inner events that open only with the keyring or a case key, whose row is behind the fence.
   */
  readonly bytesArePersonal: boolean
}

/** One file to be applied once. */
export interface MigrationFile {
  readonly schema: string
  readonly file: string
  /** SHA-256 of its bytes, hex. */
  readonly hash: string
  readonly text: string
}

/** The database cannot be brought to what this version needs; one plain sentence. */
export class MigrationProblem extends Error {
  constructor(problem: string) {
    super(`database: ${problem}`)
    this.name = 'MigrationProblem'
  }
}

/** Reads the files of the sources in their order. Throws MigrationProblem on a name that has no place in it. */
export function readMigrations(sources: readonly MigrationSource[]): MigrationFile[] {
  return sources.flatMap(({ schema, folder }) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file, index) => {
        const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1])
        if (number !== index + 1)
          throw new MigrationProblem(`the migration ${schema}/${file} is out of order; files are 0001-name.sql, 0002-name.sql …`)
        const bytes = readFileSync(new URL(file, folder))
        return { schema, file, hash: createHash('sha256').update(bytes).digest('hex'), text: bytes.toString('utf8') }
      }),
  )
}

/** What the journal of the database holds. */
export interface Applied {
  readonly schema: string
  readonly file: string
  readonly hash: string
}

/**
 * The files still to be applied. Throws MigrationProblem when an applied file was changed afterwards, or when the database
 * was migrated by a newer version.
 */
export function pending(files: readonly MigrationFile[], applied: readonly Applied[]): MigrationFile[] {
  const hashes = new Map(applied.map(({ schema, file, hash }) => [`${schema}/${file}`, hash]))
  const ours = new Set(files.map(({ schema, file }) => `${schema}/${file}`))
  const schemas = new Set(files.map(({ schema }) => schema))
  const stranger = applied.find(({ schema, file }) => schemas.has(schema) && !ours.has(`${schema}/${file}`))
  if (stranger) {
    throw new MigrationProblem(`it was migrated by a newer version: this one does not know ${stranger.schema}/${stranger.file}`)
  }
  return files.filter(({ schema, file, hash }) => {
    const known = hashes.get(`${schema}/${file}`)
    if (known !== undefined && known !== hash) {
      throw new MigrationProblem(`${schema}/${file} was changed after it was applied; put it back and write a new migration`)
    }
    return known === undefined
  })
}
