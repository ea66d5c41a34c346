import type { ReferralLine, ReferralPage } from '@ihala/contract'
import type { Wire } from './wire.ts'

/**
 * How the driver learns what happened without asking so often that it measures its own questions. All loops in flight
 * share one watcher a desk, which reads the same work list that staff see. It looks no sooner than the first loop can be
 * there (learnt from earlier ones), and not again before `gap` milliseconds: 1.5 for each loop in flight, 2 to 100.
 * What it costs is counted and printed: `looks` a loop, and the milliseconds that passed unseen.
 */
export interface Watcher {
  /** Something is on its way to this desk, since now. */
  readonly expect: () => void
  readonly stop: () => Promise<void>
  readonly looks: () => number
}

const EARLIER_MS = 0.2
const LATER_MS = 0.5
const IDLE_MS = 2
/** Lines of a page: what is new stands in few of them, and a long page costs whoever is measured. */
const LINES = 12

/**
 * Starts to watch.
 * @param look reads the desk and says how many of the expected it saw for the first time
 */
export function watch(inflight: number, look: () => Promise<number>): Watcher {
  const gap = Math.min(100, Math.max(2, 1.5 * inflight))
  const since: number[] = []
  // Seen before the one who sent it knew that it was sent.
  let ahead = 0
  let transit = 3
  let looks = 0
  let running = true
  let wake: (() => void) | undefined

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const rounds = async (): Promise<void> => {
    let last = 0
    let firstLook = true
    while (running) {
      const [oldest] = since
      if (oldest === undefined) {
        firstLook = true
        await pause(IDLE_MS)
        continue
      }
      const wait = Math.max(oldest + transit, last + gap) - performance.now()
      if (wait > 0) await pause(wait)
      last = performance.now()
      looks += 1
      const seen = await look()
      ahead += seen - since.splice(0, seen).length
      if (inflight === 1 && firstLook) transit = Math.max(0, transit + (seen > 0 ? -EARLIER_MS : LATER_MS))
      firstLook = seen > 0
    }
  }
  const done = rounds()
  return {
    expect: () => {
      if (ahead > 0) ahead -= 1
      else since.push(performance.now())
      wake?.()
    },
    stop: async () => {
      running = false
      wake?.()
      await done
    },
    looks: () => looks,
  }
}

/** Reads pages of a work list from a cursor on, for as long as `wanted` says so of the last page. */
async function* pages(
  desk: Wire,
  box: 'received' | 'sent',
  from: string | null,
): AsyncGenerator<ReferralPage & { readonly at: string | null }> {
  let at = from
  do {
    const page: ReferralPage = await desk.get(`/referrals?box=${box}&limit=${LINES}${at === null ? '' : `&cursor=${at}`}`)
    yield { ...page, at }
    at = page.next
  } while (at !== null)
}

/** The lines that wait for a decision. They have the nearest deadlines, so they stand first in the list. */
export async function waitingLines(desk: Wire): Promise<ReferralLine[]> {
  const waiting: ReferralLine[] = []
  for await (const page of pages(desk, 'received', null)) {
    const here = page.items.filter((line) => line.state === 'requested')
    waiting.push(...here)
    if (here.length < page.items.length) break
  }
  return waiting
}

/**
 * Reads what was decided. Lines without a clock stand last in the list, in the order in which they were created; so it is
 * enough to read on from a page that ends before the oldest loop in flight, with the cursor that page gave.
 */
export function decidedReader(desk: Wire): (oldestInFlight: string) => Promise<ReferralLine[]> {
  const marks: { readonly cursor: string; readonly lastId: string }[] = []
  return async (oldestInFlight) => {
    while ((marks.at(-1)?.lastId ?? '') >= oldestInFlight) marks.pop()
    const lines: ReferralLine[] = []
    for await (const page of pages(desk, 'sent', marks.at(-1)?.cursor ?? null)) {
      lines.push(...page.items.filter((line) => line.state === 'accepted'))
      const last = page.items.at(-1)
      if (page.next !== null && last?.dueAt === null && last.id < oldestInFlight) marks.push({ cursor: page.next, lastId: last.id })
    }
    return lines
  }
}
