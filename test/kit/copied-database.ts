import { createHash, randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import { inject } from 'vitest'
import { createOrganisationDatabase, databaseName } from '../../infra/postgres/databases.ts'
import { addressAt, asSuperuser, type FreshDatabase } from './fresh-database.ts'

/** Whoever first needs a model makes it; the others wait under this lock. */
const LOCK = 0x1ea5_e9

/**
 * A database with something in it that many tests begin with: a copy of a model, which is made once on the suite's server. Copies of one
 * model have the same two roles. Call it in `beforeAll`, and `drop` in `afterAll`.
 * @param content all that decides what `make` makes: what has the same has the same model
 * @param make fills the model, which is empty, and leaves no connection open
 */
export async function copiedDatabase(
  content: string,
  make: (model: Pick<FreshDatabase, 'ownerUrl' | 'appUrl'>) => Promise<void>,
): Promise<FreshDatabase> {
  const server = inject('postgresAdminUrl')
  const hash = createHash('sha256').update(content).digest('hex')
  const slug = `model-${hash.slice(0, 12)}`
  const as = (role: 'owner' | 'app') => ({
    role: `${slug.replace('-', '_')}_${role}`,
    password: createHash('sha256').update(`${server} ${hash} ${role}`).digest('base64url'),
  })
  const [owner, app] = [as('owner'), as('app')]
  const model = databaseName(slug)
  const name = databaseName(`t${randomBytes(6).toString('hex')}`)
  await asSuperuser(server, async (sql) => {
    await withModel(sql, model, hash, async () => {
      await make(await createOrganisationDatabase(server, slug, { owner: owner.password, app: app.password }))
    })
    await sql.unsafe(`create database "${name}" template "${model}" owner "${owner.role}"`)
    await sql.unsafe(`revoke all on database "${name}" from public`)
    await sql.unsafe(`grant connect on database "${name}" to "${app.role}"`)
  })
  return {
    name,
    adminUrl: addressAt(server, name),
    ownerUrl: addressAt(server, name, owner),
    appUrl: addressAt(server, name, app),
    drop: () => asSuperuser(server, async (sql) => void (await sql.unsafe(`drop database "${name}" with (force)`))),
  }
}

/** A model counts as made when it is a template: who died while making it leaves it to the next. */
async function withModel(sql: postgres.Sql, model: string, hash: string, make: () => Promise<void>): Promise<void> {
  const own = Number.parseInt(hash.slice(0, 7), 16)
  await sql`select pg_advisory_lock(${LOCK}, ${own})`
  const [made] = await sql`select 1 from pg_database where datname = ${model} and datistemplate`
  if (!made) {
    await make()
    // Nobody is let in any more: a database that somebody uses cannot be copied.
    await sql.unsafe(`alter database "${model}" with is_template true allow_connections false`)
  }
  await sql`select pg_advisory_unlock(${LOCK}, ${own})`
}
