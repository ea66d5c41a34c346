import postgres from 'postgres'

/** Removes the models of `copiedDatabase` from a server that goes on after the tests. */
export async function forgetModels(server: string): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => {} })
  try {
    const models = await sql<{ name: string }[]>`select datname as name from pg_database where datname like 'ihala\\_model\\_%'`
    for (const { name } of models) {
      await sql.unsafe(`alter database "${name}" is_template false`)
      await sql.unsafe(`drop database "${name}" with (force)`)
    }
    const roles = await sql<{ name: string }[]>`select rolname as name from pg_roles where rolname like 'model\\_%'`
    for (const { name } of roles) await sql.unsafe(`drop role "${name}"`)
  } finally {
    await sql.end()
  }
}
