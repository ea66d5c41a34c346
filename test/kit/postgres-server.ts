import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgetModels } from './forget-models.ts'
import { containersAnswer } from './provided.ts'

/** A PostgreSQL for tests. */
export interface TestServer {
  /** What it is, in words. */
  readonly name: string
  /** A superuser's address. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** The PostgreSQL of DATABASE_URL, else a container, else the embedded server. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.DATABASE_URL
  if (given) return { name: 'the PostgreSQL of DATABASE_URL', url: given, stop: () => forgetModels(given) }
  return containersAnswer() ? inContainer() : embedded()
}

async function inContainer(): Promise<TestServer> {
  const password = randomBytes(16).toString('hex')
  const { GenericContainer, Wait } = await import('testcontainers')
  const image = 'postgres:18-alpine'
  const container = await new GenericContainer(image)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', '-c', 'max_connections=300', '-c', 'fsync=off'])
    .withExposedPorts(5432)
    // The image starts its server twice: once to make the cluster, then to serve it.
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2))
    .start()
  const url = `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`
  return { name: `${image} in a container`, url, stop: async () => void (await container.stop()) }
}

async function embedded(): Promise<TestServer> {
  // vitest loads this file with a runner of its own that has no import.meta.resolve, which infra needs: Node loads infra.
  const { forgetPostgres, startPostgres }: typeof import('../../infra/postgres/server.ts') = createRequire(import.meta.url)(
    '../../infra/postgres/server.ts',
  )
  const dir = mkdtempSync(join(tmpdir(), 'ihala-test-postgres-'))
  const postgres = await startPostgres({ dir, durable: false })
  const stop = async (): Promise<void> => {
    await postgres.stop()
    forgetPostgres(dir)
    rmSync(dir, { recursive: true, force: true })
  }
  return { name: `embedded PostgreSQL ${postgres.version}`, url: postgres.adminUrl, stop }
}
