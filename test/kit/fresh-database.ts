import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { createOrganisationDatabase, databaseName } from '../../infra/postgres/databases.ts'
import './provided.ts'

/** A database of its own for one test file, made as an organisation's is (DESIGN §11). */
export interface FreshDatabase {
  /** The database's name. */
  readonly name: string
  /** A superuser's address at this database: for what only a test may do. */
  readonly adminUrl: string
  /** The role that owns the database and migrates it. */
  readonly ownerUrl: string
  /** The role the service works as, under row-level security. */
  readonly appUrl: string
  /** Removes the database; open connections to it are cut. */
  readonly drop: () => Promise<void>
}

/** Makes an empty database on the suite's server, with roles of its own. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('postgresAdminUrl')
  const slug = `t${randomBytes(6).toString('hex')}`
  const name = databaseName(slug)
  const password = (): string => randomBytes(16).toString('hex')
  const { ownerUrl, appUrl } = await createOrganisationDatabase(server, slug, { owner: password(), app: password() })
  const drop = (): Promise<void> =>
    asSuperuser(server, async (sql) => {
      for (const statement of [`drop database "${name}" with (force)`, `drop role "${slug}_owner"`, `drop role "${slug}_app"`])
        await sql.unsafe(statement)
    })
  return { name, adminUrl: addressAt(server, name), ownerUrl, appUrl, drop }
}

/** One connection to the suite's server as its superuser, for some statements. */
export async function asSuperuser<T>(server: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** The address of a database of this server, as somebody; as the superuser unless told. */
export function addressAt(server: string, name: string, as?: { readonly role: string; readonly password: string }): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  if (as) Object.assign(url, { username: as.role, password: as.password })
  return url.href
}
