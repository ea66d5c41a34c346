import { join } from 'node:path'
import { startChild } from './child.ts'
import type { ReadyOrganisation } from './prepare-organisation.ts'
import type { SuperviseOptions } from './supervise.ts'

/**
 * How one organisation's service is run: `node main.mjs --config <file>`, ready when `/readyz` answers 200.
 * @param main the bundle of its kind
 * @param env asked at each start: what its environment has beside
 */
export function serviceProcess(
  root: string,
  organisation: ReadyOrganisation,
  main: string,
  report: (line: string) => void,
  env: () => Readonly<Record<string, string>>,
): SuperviseOptions {
  return {
    name: organisation.names.en,
    readyUrl: `${organisation.baseUrl}/readyz`,
    readyWithinMs: 60_000,
    logFile: organisation.logFile,
    report,
    launch: () =>
      startChild({
        command: process.execPath,
        // Envelopes are large and short-lived: in a small nursery they are gone before anything larger has to be swept (--trace-gc: a
        // third of the collector's work, and half the memory).
        args: ['--max-semi-space-size=4', main, '--config', organisation.configFile],
        logFile: organisation.logFile,
        recordFile: organisation.recordFile,
        cwd: organisation.folder,
        env: {
          NODE_COMPILE_CACHE: join(root, '.state', 'compile-cache'),
          // The way in of the whole network is none of one organisation's business.
          DATABASE_URL: undefined,
          NATS_URL: undefined,
          NATS_OPERATOR_DIR: undefined,
          ...env(),
        },
      }),
  }
}
