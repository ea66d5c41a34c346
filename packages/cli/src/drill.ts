import { randomBytes } from 'node:crypto'
import { keyringFrom } from '@ihala/kit'
import postgres, { type Sql } from 'postgres'
import { type ReadingFigures, readAll } from './chains.ts'
import { ownerConnection } from './copying.ts'
import { newestEscrow, notedVersion } from './escrow.ts'
import type { BackupPlan } from './manifest.ts'
import { CommandProblem } from './problem.ts'
import { fill, opened, type RestoreOptions } from './restore.ts'

/** What a drill needs beside what a restore needs. */
export interface DrillOptions extends RestoreOptions {
  /** An address at the server whose role may make databases; the owner's unless told. */
  readonly adminUrl?: string
  /** Rows of each table that are opened. */
  readonly sample?: number
}

/** What a drill showed. */
export interface DrillResult {
  readonly plan: BackupPlan
  readonly escrowVersion: number
  /** The newest escrow the live organisation knows of: another than `escrowVersion` is too old for the day it is needed. */
  readonly newestEscrow: number
  readonly tables: number
  readonly rows: number
  readonly reading: ReadingFigures
  /** From the empty database to the last row read. */
  readonly milliseconds: number
}

const SAMPLE = 100

/**
 * Restores a backup beside the live organisation, into a database of its own that is gone at the end, and reads it with the
 * restored keys: they stay in memory. The live organisation is not touched. Throws what a restore throws.
 */
export async function drill(options: DrillOptions): Promise<DrillResult> {
  const { config, adminUrl = config.ownerDatabaseUrl, sample = SAMPLE, say } = options
  const live = ownerConnection(config.ownerDatabaseUrl, 'drill')
  const known = await newestEscrow(live).finally(() => live.end({ timeout: 5 }))
  const began = performance.now()
  const name = `ihala_drill_${randomBytes(6).toString('hex')}`
  const scratch = {
    ...config,
    databaseUrl: elsewhere(config.databaseUrl, name),
    ownerDatabaseUrl: elsewhere(config.ownerDatabaseUrl, name),
  }
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {}, connection: { application_name: 'ihala drill' } })
  try {
    await makeScratch(admin, adminUrl, name, scratch)
    say(`made the database ${name}`)
    // An old escrow is no reason to stop a drill, but to say so.
    return await opened({ ...options, config: scratch }, 0, async (both) => {
      const owner = ownerConnection(scratch.ownerDatabaseUrl, 'drill')
      try {
        const { tables, rows } = await fill({ ...options, config: scratch }, { owner, ...both })
        const keyring = keyringFrom(both.escrow.keyring, () => new Date(both.escrow.plan.at), 'of the escrow')
        const reading = await owner.begin('read only', (tx) => readAll(tx, keyring, sample, both.escrow.plan.at))
        const newest = Math.max(known, both.plan.escrowVersion, notedVersion(config))
        const milliseconds = Math.round(performance.now() - began)
        return { plan: both.plan, escrowVersion: both.escrow.plan.version, newestEscrow: newest, tables, rows, reading, milliseconds }
      } finally {
        await owner.end({ timeout: 5 })
      }
    })
  } finally {
    await admin.unsafe(`drop database if exists "${name}" with (force)`).then(() => say(`dropped the database ${name}`))
    await admin.end({ timeout: 5 })
  }
}

function elsewhere(address: string, database: string): string {
  const url = new URL(address)
  url.pathname = `/${database}`
  return url.href
}

/** A database as an organisation's is: its owner owns it, the role that works may enter, nobody else. */
async function makeScratch(
  admin: Sql,
  adminUrl: string,
  name: string,
  scratch: { readonly databaseUrl: string; readonly ownerDatabaseUrl: string },
): Promise<void> {
  const owner = decodeURIComponent(new URL(scratch.ownerDatabaseUrl).username)
  const app = decodeURIComponent(new URL(scratch.databaseUrl).username)
  try {
    // The name is made above of letters and digits.
    await admin`create database ${admin(name)} owner ${admin(owner)}`
  } catch (fault) {
    if (fault instanceof postgres.PostgresError && fault.code === '42501') {
      throw new CommandProblem('the owner of the database may not make another one; give an address of one who may in IHALA_ADMIN_URL')
    }
    throw fault
  }
  await admin`revoke all on database ${admin(name)} from public`
  await admin`grant connect on database ${admin(name)} to ${admin(app)}`
  const inside = postgres(elsewhere(adminUrl, name), { max: 1, onnotice: () => {} })
  try {
    await inside`create extension if not exists pg_trgm`
    await inside`revoke all on schema public from public`
    await inside`grant usage, create on schema public to ${inside(owner)}`
    await inside`grant usage on schema public to ${inside(app)}`
  } finally {
    await inside.end({ timeout: 5 })
  }
}
