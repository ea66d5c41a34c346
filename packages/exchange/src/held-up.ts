/** What was held up because an inbox was full, and goes as room is made. */
export interface HeldUpFlow {
  /** Nothing more fits into the inbox of a member. */
  readonly isFull: (recipient: string) => void
  /** A member receipted: it took something out of its inbox. */
  readonly hasRoom: (recipient: string) => void
}

/** Fewest and most that are tried at once: what does not fit costs the bus as much as what does. */
const ROOM = { least: 8, most: 64 }

interface Inbox {
  /** Receipts since the last that was tried. */
  room: number
  filling: boolean
}

/**
 * As many go as receipts say that there is room for, and some more, since what is receipted may have been taken out in larger steps: the
 * sender keeps up with a recipient that catches up, whatever the inbox holds, and does not press when nothing moves. What is tried in vain
 * is overdue soon, as everything is.
 * @param publish publishes so many of a member's that were held up, and answers how many there were
 */
export function heldUpFlow(publish: (recipient: string, atMost: number) => Promise<number>, fault: (error: unknown) => void): HeldUpFlow {
  const full = new Map<string, Inbox>()
  const fill = async (recipient: string, inbox: Inbox): Promise<void> => {
    inbox.filling = true
    try {
      while (inbox.room > 0) {
        const atMost = Math.min(Math.max(2 * inbox.room, ROOM.least), ROOM.most)
        inbox.room = 0
        if ((await publish(recipient, atMost)) === 0) full.delete(recipient)
      }
    } catch (error) {
      fault(error)
    } finally {
      inbox.filling = false
    }
  }
  return {
    isFull: (recipient) => {
      if (!full.has(recipient)) full.set(recipient, { room: 0, filling: false })
    },
    hasRoom: (recipient) => {
      const inbox = full.get(recipient)
      if (!inbox) return
      inbox.room += 1
      if (!inbox.filling) void fill(recipient, inbox)
    },
  }
}
