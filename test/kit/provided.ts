import { spawnSync } from 'node:child_process'

declare module 'vitest' {
  /** What a suite's servers tell its tests; read with `inject(name)`. */
  interface ProvidedContext {
    /** A superuser's address at the suite's PostgreSQL. */
    postgresAdminUrl: string
  }
}

/** Whether a container engine answers; then the suites' servers come from their official images. */
export function containersAnswer(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 5_000 }).status === 0
}

/** Says which server a suite talks to; `npm test` prints it beside the suite. */
export function announce(server: string): void {
  console.log(`server: ${server}`)
}
