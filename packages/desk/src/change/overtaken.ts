import { type Created, type Names, Refusal } from '@ihala/contract'
import { answerOvertaken, etag, ifMatch } from '@ihala/kit'

/** What somebody is shown whose change came second (D11). */
export interface Overtaken {
  /** The version the row has now. */
  readonly current: number
  /** What is there now, as this member may see it. */
  readonly now: object
  /** Who of us changed it last; null when that was the other body. */
  readonly changedBy: Names | null
  /** JSON Pointers of the members in which what was sent and what is there differ; left out where what was sent is an act and no text. */
  readonly differs?: readonly string[]
}

type Request = Parameters<typeof answerOvertaken>[0] & Parameters<typeof ifMatch>[0]
type Reply = Parameters<typeof answerOvertaken>[1]

/**
 * Makes a change, or when somebody else was first answers 409 with what is there now beside the version that was seen: shown,
 * never overwritten (D11, DESIGN §3). `now` reads it in a transaction of its own, which writes down who saw it.
 */
export async function orOvertaken(request: Request, reply: Reply, change: () => Promise<Created>, now: () => Promise<Overtaken>) {
  try {
    const changed = await change()
    etag(reply, changed.version)
    return changed
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'version-conflict') throw thrown
    return answerOvertaken(request, reply, { seen: ifMatch(request), ...(await now()) })
  }
}

/** Where two values differ, as JSON Pointers in the order of their names. Lists are compared as a whole. */
export function differing(there: unknown, sent: unknown, at = ''): string[] {
  if (isPlain(there) && isPlain(sent)) {
    const names = [...new Set([...Object.keys(there), ...Object.keys(sent)])].sort()
    return names.flatMap((name) => differing(there[name], sent[name], `${at}/${name}`))
  }
  return JSON.stringify(ordered(there)) === JSON.stringify(ordered(sent)) ? [] : [at]
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same value with the names of its members in one order, however deep. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, ordered(value[name])]),
  )
}
