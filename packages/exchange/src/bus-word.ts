/** The word of the bus, held against it until the recipient's receipt is there (T6). */
export interface BusWord {
  /** The bus says that it took the envelope that is the head of a case. */
  readonly took: (caseId: string, digest: string) => void
  /** The bus says that a copy still waits there: so far it kept its word. */
  readonly holds: (caseId: string) => void
  /** The recipient receipted the head of a case, which it stored at that time, seconds since 1970 by its own clock. */
  readonly receipted: (caseId: string, storedAt: number) => void
}

interface Said {
  readonly digest: string
  /** When it took the same bytes once more, milliseconds: those before were gone. */
  readonly againAt: number | null
  readonly told: boolean
}

/** Cases of which the word is remembered; beyond, that which was given longest ago is forgotten. */
const REMEMBERED = 10_000
/** How long a receipt may be on its way before it counts as lost too, milliseconds. */
const PATIENCE = 60_000

/**
 * A bus keeps one copy of an envelope until it is acknowledged, so taking the same bytes twice means that the first copy is gone.
 * Either it arrived, and its receipt is on its way; or the bus dropped it, which the receipt then tells: what it promises was stored
 * only after the second copy was taken. What it was seen to hold it did not drop at once: a recipient that comes back takes it, and
 * its receipt may cross with the next copy. Remembers in memory: what a restart forgets is noticed with the next.
 * @param now milliseconds
 * @param broken told once of each message that the bus took and dropped
 */
export function busWord({ now, broken }: { readonly now: () => number; readonly broken: () => void }): BusWord {
  const said = new Map<string, Said>()
  return {
    took: (caseId, digest) => {
      const before = said.get(caseId)
      said.delete(caseId)
      const againAt = before?.digest === digest ? (before.againAt ?? now()) : null
      const isLost = againAt !== null && now() - againAt >= PATIENCE
      if (isLost && before?.told !== true) broken()
      said.set(caseId, { digest, againAt, told: isLost })
      const oldest = said.keys().next()
      if (said.size > REMEMBERED && !oldest.done) said.delete(oldest.value)
    },
    holds: (caseId) => void said.delete(caseId),
    receipted: (caseId, storedAt) => {
      const before = said.get(caseId)
      said.delete(caseId)
      if (before?.againAt == null || before.told) return
      if (storedAt >= Math.floor(before.againAt / 1000)) broken()
    },
  }
}
