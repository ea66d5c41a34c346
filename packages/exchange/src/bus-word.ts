import type { ReceiptClaims } from '@ihala/contract'

/** The word of the bus, held against it until the recipient's receipt is there (T6). */
export interface BusWord {
  /** The bus says that it took the envelope that is the head of a case. */
  readonly took: (caseId: string, digest: string) => void
  /** The bus says that a copy still waits there: so far it kept its word. */
  readonly holds: (caseId: string) => void
  /** The recipient receipted the head of a case, which it stored at that time, seconds since 1970 by its own clock. */
  readonly receipted: (caseId: string, receipt: ReceiptOf, storedAt: number) => void
  /** A receipt came that closed nothing: its event was closed before. */
  readonly receiptedAgain: (receipt: ReceiptOf) => void
  /** Tells of what was in doubt for too long. */
  readonly look: () => void
}

/** Whose receipt it is, and of which event. */
type ReceiptOf = Pick<ReceiptClaims, 'iss' | 'of'>

interface Said {
  readonly digest: string
  /** When it took the same bytes once more, milliseconds: those before were gone. */
  readonly againAt: number | null
  /** The bus was seen holding the copy that it took last: a recipient that is away is waited for. */
  readonly held: boolean
  readonly told: boolean
}

/** Cases of which the word is remembered; beyond, that which was given longest ago is forgotten. */
const REMEMBERED = 10_000
/** How long a receipt may be on its way before it counts as lost too, milliseconds. */
const PATIENCE = 60_000
/** How long the answer to a second copy may take of somebody who has just answered, milliseconds. */
const IN_DOUBT = 10_000

/**
 * A bus keeps one copy of an envelope until it is acknowledged, so taking the same bytes twice means that the first copy is gone.
 * Either it arrived, and its receipt is on its way; or the bus dropped it, which the receipt then tells: what it promises was stored
 * only after the second copy was taken. What it was seen to hold it did not drop at once: a recipient that comes back takes it, and
 * its receipt may cross with the next copy; but that it holds a second copy does not take back that it dropped the first. A receipt
 * counts in seconds: when both fall into one, or the receipt overtakes the word of the bus, it is in doubt which came first; a
 * recipient that had the first copy answers the second too, and then nobody is accused. Remembers in memory: what a restart forgets is
 * noticed with the next.
 * @param now milliseconds
 * @param broken told once of each message that the bus took and dropped
 */
export function busWord({ now, broken }: { readonly now: () => number; readonly broken: () => void }): BusWord {
  const said = new Map<string, Said>()
  /** Envelopes of events that are closed, and what closed them. */
  const closed = new Map<string, string>()
  /** Receipts of which it is not known which copy they answer, and since when. */
  const doubts = new Map<string, number>()
  return {
    took: (caseId, digest) => {
      const answered = closed.get(digest)
      if (answered !== undefined) return void doubts.set(answered, now())
      const last = said.get(caseId)
      const before = last?.digest === digest ? last : undefined
      said.delete(caseId)
      const againAt = before === undefined ? null : (before.againAt ?? now())
      const isLost = againAt !== null && before?.held !== true && now() - againAt >= PATIENCE
      if (isLost && before?.told !== true) broken()
      said.set(caseId, { digest, againAt, held: before?.held === true, told: isLost || before?.told === true })
      forgetOldest(said)
    },
    holds: (caseId) => {
      const before = said.get(caseId)
      if (before === undefined || before.againAt === null) said.delete(caseId)
      else said.set(caseId, { ...before, held: true })
    },
    receipted: (caseId, receipt, storedAt) => {
      const before = said.get(caseId)
      said.delete(caseId)
      if (before === undefined || before.told) return
      const { digest, againAt } = before
      if (againAt === null) {
        closed.set(digest, nameOf(receipt))
        forgetOldest(closed)
        return
      }
      const takenAgain = Math.floor(againAt / 1000)
      if (storedAt > takenAgain) broken()
      if (storedAt === takenAgain) doubts.set(nameOf(receipt), now())
    },
    receiptedAgain: (receipt) => void doubts.delete(nameOf(receipt)),
    look: () => {
      for (const [receipt, since] of doubts) {
        if (now() - since < IN_DOUBT) continue
        doubts.delete(receipt)
        broken()
      }
    },
  }
}

const nameOf = ({ iss, of }: ReceiptOf): string => `${iss} ${of}`

function forgetOldest(remembered: Map<string, unknown>): void {
  const oldest = remembered.keys().next()
  if (remembered.size > REMEMBERED && !oldest.done) remembered.delete(oldest.value)
}
