import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { announce, containersAnswer } from './provided.ts'

type Server = { name: string; url: string; stop: () => Promise<void> }

/** One PostgreSQL for the whole suite: the one in DATABASE_URL, else a container, else the embedded server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL
  const server = given ? { name: 'the PostgreSQL of DATABASE_URL', url: given, stop: async () => {} } : await start()
  announce(server.name)
  project.provide('postgresAdminUrl', server.url)
  return server.stop
}

async function start(): Promise<Server> {
  return containersAnswer() ? inContainer() : embedded()
}

async function inContainer(): Promise<Server> {
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

async function embedded(): Promise<Server> {
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
