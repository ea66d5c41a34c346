import type { MemoryTx, RecoveryTables } from './memory-tables.ts'
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
  | 'heardPartners'
  | 'keepPiece'
  | 'piecesOf'
  | 'writeRestored'
>

/** The part of the store in memory that a rebuilt organisation uses; the same as in PostgreSQL. */
export function recoveryOn(
  transaction: <R>(work: (tx: MemoryTx) => Promise<R>) => Promise<R>,
  write: Store<MemoryTx>['writeUnit'],
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
    isRecovering: () => transaction(async (tx) => tx.get('recovery', 'open')?.ended === false),
    askPartners: async (tx, partners) => {
      const fresh = partners.filter((partner) => tx.get('recoveringPartners', partner) === undefined)
      for (const partner of fresh) tx.put('recoveringPartners', partner, { partner, heard: false, done: false })
      return fresh
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
    heardPartners: () =>
      transaction(async (tx) => {
        for (const row of tx.all('recoveringPartners')) {
          const complete = row.heard && !tx.all('recoveringCases').some((need) => need.partner === row.partner && missing(tx, need))
          if (complete && !row.done) tx.put('recoveringPartners', row.partner, { ...row, done: true })
        }
        const partners = tx.all('recoveringPartners')
        if (partners.length > 0 && partners.every(({ done }) => done) && tx.get('recovery', 'open')) {
          tx.put('recovery', 'open', { ...tx.get('recovery', 'open'), ended: true })
          for (const { partner } of partners) tx.put('recoveringPartners', partner, undefined)
          for (const { partner, caseId } of tx.all('recoveringCases')) tx.put('recoveringCases', `${partner} ${caseId}`, undefined)
        }
        return partners.filter(({ heard }) => heard).map(({ partner }) => partner)
      }),
    keepPiece: async (tx, piece) => {
      await tx.lock(`recovering ${piece.partner} ${piece.caseId}`)
      const key = `${piece.partner} ${piece.caseId} ${piece.seq} ${piece.part}`
      if (tx.get('pieces', key) === undefined) tx.put('pieces', key, piece)
    },
    piecesOf: async (tx, partner, caseId, seq) =>
      tx
        .all('pieces')
        .filter((piece) => piece.partner === partner && piece.caseId === caseId && piece.seq === seq)
        .sort((a, b) => a.part - b.part),
    writeRestored: async (tx, unit, { partner, caseId, seq }) => {
      await write(tx, unit)
      const sent = tx.all('outbox').find((row) => row.caseId === caseId && row.seq === seq)
      if (sent) tx.put('outbox', sent.jti, { ...sent, status: 'closed', sealed: null })
      const held = tx.get('conversations', caseId)
      if (held?.myReceipted === seq - 1) tx.put('conversations', caseId, { ...held, myReceipted: seq })
      for (const piece of tx.all('pieces'))
        if (piece.partner === partner && piece.caseId === caseId && piece.seq <= seq)
          tx.put('pieces', `${piece.partner} ${piece.caseId} ${piece.seq} ${piece.part}`, undefined)
    },
  }
}
