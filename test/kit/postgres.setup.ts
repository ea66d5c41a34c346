import type { TestProject } from 'vitest/node'
import { startTestServer } from './postgres-server.ts'
import { announce } from './provided.ts'

/** One PostgreSQL for the whole suite: the one that `npm test` started for all suites, else one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.IHALA_POSTGRES
  const server =
    given === undefined ? await startTestServer() : { ...(JSON.parse(given) as { name: string; url: string }), stop: async () => {} }
  announce(server.name)
  project.provide('postgresAdminUrl', server.url)
  return server.stop
}
