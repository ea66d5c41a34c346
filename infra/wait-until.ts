import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks again and again, with growing pauses of 20 ms to 500 ms, until the answer is something.
 * @param what what is waited for, as a noun: it names the error
 * @param ask answers undefined, or throws, while it is not so far
 * @param timeoutMs milliseconds until this gives up
 * @throws when the time is over; its cause is the last error
 */
export async function waitUntil<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, timeoutMs: number): Promise<T> {
  const end = performance.now() + timeoutMs
  let last: unknown
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 500)) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    if (performance.now() > end) throw new Error(`${what}: not there after ${timeoutMs / 1000} s`, { cause: last })
    await pause(wait)
  }
}
