import { setTimeout as pause } from 'node:timers/promises'
import { type Child, lastLines } from './child.ts'
import { waitUntil } from './wait-until.ts'

/** A process that is kept running. */
export interface Supervised {
  /** Undefined while it is down. */
  readonly pid: () => number | undefined
  /** Starts it unless it runs, and resolves when it is ready. */
  readonly start: () => Promise<void>
  /** Asks it to end; it stays down. */
  readonly stop: () => Promise<void>
  /** Ends it at once, as a crash would, and leaves it down until `start`. */
  readonly kill: () => Promise<void>
}

/** What is kept running, and how one knows that it is ready. */
export interface SuperviseOptions {
  /** As it is called on the screen. */
  readonly name: string
  readonly launch: () => Promise<Child>
  /** Answers 200 when it is ready. */
  readonly readyUrl: string
  /** Milliseconds until a start has failed. */
  readonly readyWithinMs: number
  readonly logFile: string
  readonly report: (line: string) => void
}

const LONGEST_WAIT_MS = 30_000
/** After running this long a crash is a first crash again. */
const STEADY_MS = 60_000

/**
 * Keeps a process running: when it ends unasked it is started again, after half a second, doubling to 30 s.
 */
export function supervise(options: SuperviseOptions): Supervised {
  let child: Child | undefined
  let wanted = false
  let waitMs = 500

  const launch = async (): Promise<Child> => {
    const started = performance.now()
    const launched = await options.launch()
    child = launched
    void launched.ended.then(async (how) => {
      if (!wanted || child !== launched) return
      if (performance.now() - started > STEADY_MS) waitMs = 500
      options.report(`${options.name} ended unasked (${how}); starting it again in ${waitMs / 1000} s. Log: ${options.logFile}`)
      await pause(waitMs, undefined, { ref: false })
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
      if (wanted && child === launched)
        await launch().catch((error: unknown) =>
          options.report(`${options.name}: ${error instanceof Error ? error.message : 'cannot be started'}`),
        )
    })
    return launched
  }

  const start = async (): Promise<void> => {
    if (wanted && child && !child.hasEnded()) return
    // Whether it is to be restarted is only decided once it was ready: a first start that fails is told, not repeated.
    wanted = false
    const launched = await launch()
    await waitUntil(
      options.name,
      async () => {
        if (launched.hasEnded()) return 'ended'
        return (await fetch(options.readyUrl, { signal: AbortSignal.timeout(2000) })).status === 200 ? 'ready' : undefined
      },
      options.readyWithinMs,
    ).catch(async (error: unknown) => {
      await launched.stop()
      throw notReady(options, error)
    })
    if (launched.hasEnded()) throw notReady(options, undefined)
    wanted = true
  }
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    wanted = false
    await child?.[how]()
  }
  return {
    pid: () => (child && !child.hasEnded() ? child.pid : undefined),
    start,
    stop: () => end('stop'),
    kill: () => end('kill'),
  }
}

function notReady({ name, logFile }: SuperviseOptions, cause: unknown): Error {
  return new Error(`${name} did not become ready. The end of ${logFile}:\n${lastLines(logFile).join('\n')}`, { cause })
}
