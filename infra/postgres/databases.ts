import postgres from 'postgres'

/** An organisation's two ways into its database. */
export interface OrganisationDatabase {
  /** As `<slug>_owner`: owns the tables, migrates. */
  readonly ownerUrl: string
  /** As `<slug>_app`: what the service works as; row-level security binds it. */
  readonly appUrl: string
}

/** The passwords of the two roles. */
export interface RolePasswords {
  readonly owner: string
  readonly app: string
}

const SLUG = /^[a-z][a-z0-9-]{1,30}$/
const PASSWORD = /^[A-Za-z0-9_-]{20,100}$/

/** Name of an organisation's database (DESIGN §2). */
export function databaseName(slug: string): string {
  if (!SLUG.test(slug)) throw new Error(`“${slug}” is not a slug: small letters, digits and hyphens, 2 to 31 of them, a letter first.`)
  return `ihala_${slug.replaceAll('-', '_')}`
}

/**
 * Makes the database `ihala_<slug>` with the roles `<slug>_owner` and `<slug>_app`, or brings them back to what they
 * must be: neither is superuser nor passes by row-level security, nobody else may connect. Doing it again sets the
 * passwords and changes nothing else.
 * @param passwords base64url text of 20 to 100 characters each
 */
export async function createOrganisationDatabase(adminUrl: string, slug: string, passwords: RolePasswords): Promise<OrganisationDatabase> {
  const database = databaseName(slug)
  const stem = slug.replaceAll('-', '_')
  const owner = `${stem}_owner`
  const app = `${stem}_app`
  for (const password of [passwords.owner, passwords.app]) {
    if (!PASSWORD.test(password)) throw new Error('A role’s password must be base64url text of 20 to 100 characters.')
  }

  // Names and passwords were checked against closed alphabets above: statements like these take no parameters.
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  try {
    for (const [role, password] of [
      [owner, passwords.owner],
      [app, passwords.app],
    ] as const) {
      const [known] = await admin`select 1 from pg_roles where rolname = ${role}`
      await admin.unsafe(
        `${known ? 'alter' : 'create'} role "${role}" with login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password '${password}'`,
      )
    }
    const [made] = await admin`select 1 from pg_database where datname = ${database}`
    if (!made) await admin.unsafe(`create database "${database}" owner "${owner}"`)
    await admin.unsafe(`revoke all on database "${database}" from public`)
    await admin.unsafe(`grant connect on database "${database}" to "${app}"`)
  } finally {
    await admin.end({ timeout: 5 })
  }

  const inside = new URL(adminUrl)
  inside.pathname = `/${database}`
  const there = postgres(inside.href, { max: 1, onnotice: () => undefined })
  try {
    await there.unsafe('revoke all on schema public from public')
    await there.unsafe(`grant usage, create on schema public to "${owner}"`)
    // A trusted extension, but making it belongs to the one who makes the database, not to a migration.
    await there.unsafe('create extension if not exists pg_trgm')
    await there.unsafe(`grant usage on schema public to "${app}"`)
  } finally {
    await there.end({ timeout: 5 })
  }
  return { ownerUrl: as(inside, owner, passwords.owner), appUrl: as(inside, app, passwords.app) }
}

function as(url: URL, role: string, password: string): string {
  const own = new URL(url)
  own.username = role
  own.password = password
  return own.href
}
