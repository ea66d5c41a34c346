import type { MemoryTx, RecoveryTables } from './memory-tables.ts'
import type { ReturnedPiece } from './recovery.ts'
import type { Store } from './store.ts'

type RecoveryStore = Pick<
  Store<MemoryTx>,
  | 'conversationsWith'
  | 'isRecovering'
  | 'askPartners'
  | 'needUntil'
  | 'waitNoMore'
  | 'isWhole'
  | 'headsTold'
  | 'leaveOut'
  | 'recoveryStanding'
  | 'endRecovery'
  | 'keepPiece'
  | 'piecesOf'
  | 'writeRestored'
>

const isOpen = (tx: MemoryTx): boolean => tx.get('recovery', 'open')?.ended === false
const pieceKey = ({ partner, caseId, seq, part }: ReturnedPiece): string => `${partner} ${caseId} ${seq} ${part}`

/** The part of the store in memory that a rebuilt organisation uses; the same as in PostgreSQL. */
export function recoveryOn(
  transaction: <R>(work: (tx: MemoryTx) => Promise<R>) => Promise<R>,
  { writeUnit, heldThere }: Pick<Store<MemoryTx>, 'writeUnit' | 'heldThere'>,
): RecoveryStore {
  const missing = (tx: MemoryTx, { caseId, myUntil, theirUntil }: RecoveryTables['recoveringCases']): boolean => {
    const held = tx.get('conversations', caseId)
    return !held || held.mySeq < myUntil || held.theirSeq < theirUntil
  }
  return {
    conversationsWith: async (tx, partner, after, limit) =>
      tx
        .all('conversations')
        .filter((one) => one.partner === partner && (after === null || one.caseId > after))
        .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        .slice(0, limit),
    isRecovering: () => transaction(async (tx) => isOpen(tx) || tx.all('recoveringPartners').length > 0),
    askPartners: async (tx, partners) => {
      const asked = partners.filter((partner) => tx.get('recoveringPartners', partner)?.leftOut ?? isOpen(tx))
      for (const partner of asked) tx.put('recoveringPartners', partner, { partner, heard: false, done: false, leftOut: false })
      return asked
    },
    leaveOut: async (tx, partners) => {
      const waitedFor = (row: RecoveryTables['recoveringPartners'] | undefined): boolean => (row ? !row.done && !row.leftOut : isOpen(tx))
      const left = partners.filter((partner) => waitedFor(tx.get('recoveringPartners', partner)))
      for (const partner of left) tx.put('recoveringPartners', partner, { partner, heard: false, done: false, leftOut: true })
      return left
    },
    needUntil: async (tx, need) => tx.put('recoveringCases', `${need.partner} ${need.caseId}`, need),
    waitNoMore: async (tx, partner, caseId) => {
      if (tx.get('conversations', caseId) === undefined) tx.put('recoveringCases', `${partner} ${caseId}`, undefined)
    },
    isWhole: async (tx, caseId) =>
      !tx.all('recoveringCases').some((need) => need.caseId === caseId && (tx.get('conversations', caseId)?.mySeq ?? -1) < need.myUntil),
    headsTold: async (tx, partner) => {
      const row = tx.get('recoveringPartners', partner)
      if (row) tx.put('recoveringPartners', partner, { ...row, heard: true })
    },
    recoveryStanding: () =>
      transaction(async (tx) => {
        for (const row of tx.all('recoveringPartners')) {
          const complete = row.heard && !tx.all('recoveringCases').some((need) => need.partner === row.partner && missing(tx, need))
          if (complete && !row.done) tx.put('recoveringPartners', row.partner, { ...row, done: true })
        }
        return { open: isOpen(tx), partners: tx.all('recoveringPartners').map(({ partner, heard, done }) => ({ partner, heard, done })) }
      }),
    endRecovery: () =>
      transaction(async (tx) => {
        if (isOpen(tx)) {
          if (!tx.all('recoveringPartners').every(({ done, leftOut }) => done || leftOut)) return
          tx.put('recovery', 'open', { ...tx.get('recovery', 'open'), ended: true })
        }
        for (const { partner } of tx.all('recoveringPartners').filter(({ done }) => done)) {
          tx.put('recoveringPartners', partner, undefined)
          for (const need of tx.all('recoveringCases').filter((one) => one.partner === partner))
            tx.put('recoveringCases', `${partner} ${need.caseId}`, undefined)
          for (const piece of tx.all('pieces').filter((one) => one.partner === partner)) tx.put('pieces', pieceKey(piece), undefined)
        }
      }),
    keepPiece: async (tx, piece) => {
      await tx.lock(`recovering ${piece.partner} ${piece.caseId}`)
      const key = pieceKey(piece)
      if (tx.get('pieces', key) === undefined) tx.put('pieces', key, piece)
    },
    piecesOf: async (tx, partner, caseId, seq) =>
      tx
        .all('pieces')
        .filter((piece) => piece.partner === partner && piece.caseId === caseId && piece.seq === seq)
        .sort((a, b) => a.part - b.part),
    writeRestored: async (tx, unit, { partner, caseId, seq }, now) => {
      await writeUnit(tx, unit)
      await heldThere(tx, caseId, seq, now)
      for (const piece of tx.all('pieces'))
        if (piece.partner === partner && piece.caseId === caseId && piece.seq <= seq) tx.put('pieces', pieceKey(piece), undefined)
    },
  }
}
