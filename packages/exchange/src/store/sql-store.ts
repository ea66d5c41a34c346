import { type Database, numberLeaves } from '@ihala/ledger'
import { changeLife, lockConversation, refusedPlaces } from './conversation.ts'
import {
  concludeComparison,
  leaseComparison,
  markDiffering,
  noteAsk,
  noteComparison,
  noteDifferences,
  openDifferences,
  resolve,
  spend,
  takeAsk,
} from './differences.ts'
import { digestOf, dueAgain, heldEvents, standingAt, standingElsewhere } from './digests.ts'
import { grantHeld } from './grant.ts'
import { eventAt, eventsFrom, writeReceivedIssue, writeReissue } from './issues.ts'
import { expireOverdue, hurry, leaseOverdue, makeDue, noteHeldUp, settle } from './outbox.ts'
import {
  askPartners,
  conversationsWith,
  headsTold,
  heardPartners,
  isRecovering,
  isWhole,
  keepPiece,
  needUntil,
  piecesOf,
  writeRestored,
} from './recovery.ts'
import { leaseWaiting, leaveWaitingRoom, letWait, quarantine } from './rooms.ts'
import type { DueWork, Store } from './store.ts'
import { writeUnit } from './unit.ts'

/** The store in PostgreSQL. `db` runs what is a transaction of its own. */
export function sqlStore(db: Database): Store {
  return {
    lockConversation,
    receiptsGiven: async (tx, iss, jti) => tx<{ receipt: string; hash: string }[]>`
      select receipt, hash from exchange.event where iss = ${iss} and jti = ${jti} and receipt is not null
      union all select receipt, hash from exchange.issue where iss = ${iss} and jti = ${jti} and receipt is not null
      union all select receipt, hash from exchange.quarantine where iss = ${iss} and jti = ${jti} and receipt is not null`,
    wasQuarantined: async (tx, iss, caseId, seq) => {
      const rows =
        await tx`select 1 from exchange.quarantine where iss = ${iss} and case_id = ${caseId} and seq = ${seq} and receipt is not null limit 1`
      return rows.length > 0
    },
    grantHeld,
    eventAt,
    eventsFrom,
    writeReissue,
    refusedPlaces,
    changeLife,
    conversationsWith,
    isRecovering: () => isRecovering(db),
    askPartners,
    needUntil,
    headsTold,
    isWhole,
    heardPartners: (now) => heardPartners(db, now),
    keepPiece,
    piecesOf,
    writeRestored,
    writeReceivedIssue,
    writeUnit,
    quarantine,
    settle: (receipts, now, tx) => settle(tx ?? db, receipts, now),
    expireOverdue,
    numberLeaves,
    leaseOverdue: (now) => leaseOverdue(db, now),
    noteHeldUp: (jti, why) => noteHeldUp(db, jti, why),
    makeDue: (now) => makeDue(db, now),
    hurry: (now, recipient, before) => hurry(db, now, recipient, before),
    pairs: {
      spend,
      digestOf,
      held: heldEvents,
      standing: standingAt,
      elsewhere: standingElsewhere,
      dueAgain,
      leaseComparison,
      noteComparison,
      concludeComparison,
      markDiffering,
      noteAsk,
      takeAsk,
      noteDifferences,
      resolve,
      openDifferences,
    },
    due: async (now) => {
      const [row] = await db<DueWork[]>`
        select exists (select from exchange.outbox where status = 'waiting' and next_at <= ${now}::timestamptz) as overdue,
          exists (select from exchange.outbox where status = 'waiting' and expires_at <= ${now}::timestamptz) as expired,
          exists (select from exchange.waiting_room where next_at <= ${now}::timestamptz) as waiting,
          exists (select from ledger.leaf where position is null) as unnumbered`
      if (!row) throw new Error('no answer')
      return row
    },
    letWait: (what, now) => letWait(db, what, now),
    leaseWaiting: (now) => leaseWaiting(db, now),
    leaveWaitingRoom: (digest) => leaveWaitingRoom(db, digest),
    statements: async () => (await db<{ jws: string }[]>`select jws from exchange.registry_statement`).map(({ jws }) => jws),
    keepStatement: async (subject, jws, now) => {
      await db`
        insert into exchange.registry_statement (subject, jws, heard_at) values (${subject}, ${jws}, ${now})
        on conflict (subject) do update set jws = excluded.jws, heard_at = excluded.heard_at`
    },
  }
}
