import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { createOrganisationDatabase, databaseName } from '../../infra/postgres/databases.ts'
import './provided.ts'

/** A database of its own for one test file, made as an organisation's is (DESIGN §11). */
export type FreshDatabase = {
  /** The slug it was made for; its roles are `<slug>_owner` and `<slug>_app`. */
  slug: string
  /** The database's name. */
  name: string
  /** A superuser's address at this database: for what only a test may do. */
  adminUrl: string
  /** The role that owns the database and migrates it. */
  ownerUrl: string
  /** The role the service works as, under row-level security. */
  appUrl: string
  /** Removes the database and its roles; open connections to it are cut. */
  drop: () => Promise<void>
}

/** Makes an empty database on the suite's server. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('postgresAdminUrl')
  const slug = `t${randomBytes(6).toString('hex')}`
  const name = databaseName(slug)
  const password = (): string => randomBytes(16).toString('hex')
  const { ownerUrl, appUrl } = await createOrganisationDatabase(server, slug, { owner: password(), app: password() })
  const adminUrl = new URL(server)
  adminUrl.pathname = `/${name}`
  return { slug, name, adminUrl: adminUrl.href, ownerUrl, appUrl, drop: () => drop(server, slug, name) }
}

async function drop(server: string, slug: string, name: string): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  try {
    for (const statement of [`drop database "${name}" with (force)`, `drop role "${slug}_owner"`, `drop role "${slug}_app"`]) {
      await sql.unsafe(statement)
    }
  } finally {
    await sql.end()
  }
}
