import { rmSync } from 'node:fs'
import type { Config } from '@ihala/kit'
import postgres from 'postgres'

/**
 * T57: an organisation loses its machines wholly: every table of its database, its keyring and the key that opens it. What is
 * left is the server with two roles and an empty database, as a new machine has it. Stop its service first.
 * @param adminUrl a superuser's address at the organisation's database
 */
export async function loseMachine({ keyDir, kekFile }: Pick<Config, 'keyDir' | 'kekFile'>, adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const schemas = await admin<{ name: string }[]>`
      select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')`
    for (const { name } of schemas) await admin`drop schema ${admin(name)} cascade`
  } finally {
    await admin.end()
  }
  rmSync(keyDir, { recursive: true, force: true })
  rmSync(kekFile, { force: true })
}
