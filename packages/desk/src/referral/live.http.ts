import type { ReferralLine } from '@ihala/contract'
import { type App, browseFor, type Changed, type Judging, type ServiceContext } from '@ihala/kit'
import { linesOfIds } from './referral.store.ts'
import { lineFor, lineOf } from './referral.view.ts'

/** So many lines are told at once, the others in the next round; when so many wait, the page had better read again. */
const MOST_LINES = 100
const MOST_WAITING = 2_000
/**
 * After a round what it worked passes so often before the next: live pages cost at most a fifth of one connection, however many
 * are open. What it waited for a connection does not count: when all are busy, resting longer would only make the next burst larger.
 */
const REST = 4
const LONGEST_REST_MS = 1_000
/** The quickest of so many rounds says what one costs: a single one that something else delayed lets nobody wait. */
const LATELY = 4

/** A page of the desk that is open. */
interface Watching {
  readonly staffId: string
  /** Asks the policies for whom it is open. */
  readonly judging: Judging
  /** What it was not told yet. */
  changed: Set<string> | 'everything' | undefined
  readonly tell: (event: 'lines' | 'again', data: readonly ReferralLine[]) => void
  readonly end: () => void
}

/**
 * The desk hears what changes without asking. `lines` are lines of the work list as they are now, those this member may
 * see; `again` asks the page to read again what it shows, first of all when it begins to listen.
 */
export function liveRoutes(app: App, service: ServiceContext): void {
  const pages = new Set<Watching>()
  const lately: number[] = []
  let telling = false

  const changed = (what: Changed): void => {
    for (const page of pages) page.changed = joined(page.changed, what)
    if (!telling && pages.size > 0) void tellAll()
  }
  const tellAll = async (): Promise<void> => {
    telling = true
    for (;;) {
      const due = [...pages].filter((page) => page.changed !== undefined)
      if (due.length === 0) break
      lately.push(await tellRound(service, due))
      if (lately.length > LATELY) lately.shift()
      await pause(Math.min(REST * Math.min(...lately), LONGEST_REST_MS))
    }
    telling = false
  }
  let unwatch: (() => void) | undefined

  app.get('/live', { config: { action: 'read-referrals', byItself: true, answers: { 200: ['text/event-stream'] } } }, (request, reply) => {
    const stream = app.eventStream(request, reply)
    const judging: Judging = { allows: (action, resource) => request.allows(action, resource) }
    const page: Watching = { staffId: request.staff.id, judging, changed: undefined, tell: stream.tell, end: stream.end }
    pages.add(page)
    unwatch ??= service.changes.watch(changed)
    stream.ended(() => {
      pages.delete(page)
      if (pages.size > 0) return
      unwatch?.()
      unwatch = undefined
    })
    stream.tell('again', [])
    return reply
  })
}

/** One transaction tells all pages that are due, each behind its own member's fences. A page that cannot be told is closed: it comes again. Returns how many milliseconds it worked. */
async function tellRound(service: ServiceContext, due: readonly Watching[]): Promise<number> {
  const lines: { page: Watching; staffId: string; ids: string[] }[] = []
  for (const page of due) {
    const { changed, staffId } = page
    page.changed = undefined
    if (changed === undefined || changed === 'everything' || changed.size > MOST_WAITING) {
      page.tell('again', [])
      continue
    }
    const ids = [...changed]
    if (ids.length > MOST_LINES) page.changed = new Set(ids.slice(MOST_LINES))
    lines.push({ page, staffId, ids: ids.slice(0, MOST_LINES) })
  }
  if (lines.length === 0) return 0
  let began = performance.now()
  let first = true
  try {
    const found = await browseFor(service, lines, (tx, { ids }) => {
      if (first) began = performance.now()
      first = false
      return linesOfIds(tx, ids)
    })
    for (const [{ page }, rows] of found) {
      if (rows === undefined) page.end()
      else if (rows.length > 0)
        page.tell(
          'lines',
          rows.map((row) => lineFor(page.judging, service.organisation.kind, row.assigned, lineOf(service, row, row))),
        )
    }
  } catch {
    for (const { page } of lines) page.end()
  }
  return performance.now() - began
}

function joined(before: Watching['changed'], now: Changed): Set<string> | 'everything' {
  if (before === 'everything' || now === 'everything') return 'everything'
  return new Set([...(before ?? []), ...now])
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
