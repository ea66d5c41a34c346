import { randomBytes } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import type { Neighbour } from './neighbours.ts'

/** A copy of an organisation's database beside it. */
export interface DatabaseCopy {
  readonly name: string
  /** Puts the copy in the place of the database while the service runs, as a storage snapshot would: nobody is told. */
  readonly restore: () => Promise<void>
  /** The address of the copy for whoever has an address of the database. */
  readonly addressOf: (url: string) => string
  readonly drop: () => Promise<void>
}

/** T29, T31: what whoever has the server of a database can do with it: takes a copy of all of it. */
export async function copyOf({ lone }: Neighbour): Promise<DatabaseCopy> {
  const { name, adminUrl } = lone.database
  const copy = `${name}_${randomBytes(3).toString('hex')}`
  const atServer = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const url = new URL(adminUrl)
    url.pathname = '/postgres'
    const sql = postgres(url.href, { max: 1, onnotice: () => undefined })
    try {
      return await work(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  // A database is copied while nobody is in it; who is put out comes back with the next question.
  const made = async (sql: Sql, to: string, from: string): Promise<void> => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`
    await sql.unsafe(`create database "${to}" template "${from}"`)
  }
  await atServer((sql) => made(sql, copy, name))
  return {
    name: copy,
    restore: () =>
      atServer(async (sql) => {
        await sql.unsafe(`drop database "${name}" with (force)`)
        await made(sql, name, copy)
      }),
    addressOf: (url) => {
      const address = new URL(url)
      address.pathname = `/${copy}`
      return address.href
    },
    drop: () => atServer(async (sql) => void (await sql.unsafe(`drop database "${copy}" with (force)`))),
  }
}
