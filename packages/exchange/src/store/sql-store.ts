import { type Database, numberLeaves, sqlLog } from '@ihala/ledger'
import { noteBusDrop } from './bus-drops.ts'
import { changeLife, lockConversation, refusedPlaces, waitBriefly } from './conversation.ts'
import {
  answered,
  concludeComparison,
  leaseComparison,
  markDiffering,
  noteAnswered,
  noteAsk,
  noteComparison,
  noteDifferences,
  openDifferences,
  resolve,
  spend,
  takeAsk,
} from './differences.ts'
import { digestOf, dueAgain, heldEvents, standingAt, standingElsewhere } from './digests.ts'
import { eraseParts } from './erasing.ts'
import { grantHeld, withdrawGrants } from './grant.ts'
import { heldThere } from './held-there.ts'
import { eventAt, eventsFrom, writeReceivedIssue, writeReissue } from './issues.ts'
import { sqlMembership } from './membership.ts'
import { expiredCases, expireOverdue, hurry, leaseHeldUp, leaseOverdue, makeDue, noteHeldUp, settle } from './outbox.ts'
import { forgetPiece, pieceSent } from './pieces.ts'
import {
  askPartners,
  conversationsWith,
  endRecovery,
  headsTold,
  isRecovering,
  isWhole,
  keepPiece,
  leaveOut,
  needUntil,
  piecesOf,
  recoveryStanding,
  waitNoMore,
  writeRestored,
} from './recovery.ts'
import { leaseWaiting, leaveWaitingRoom, letWait, quarantine } from './rooms.ts'
import { endWaiting, signedWith } from './signed-with.ts'
import { staleCopies, writeSealedAfresh } from './stale-copies.ts'
import { keepStatement, seenKeys } from './statements.ts'
import type { DueWork, Store } from './store.ts'
import { writeUnit } from './unit.ts'

/** The store in PostgreSQL. `db` runs what is a transaction of its own. */
export function sqlStore(db: Database): Store {
  return {
    waitBriefly,
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
    withdrawGrants,
    eventAt,
    eventsFrom,
    writeReissue,
    eraseParts,
    refusedPlaces,
    changeLife,
    conversationsWith,
    isRecovering: () => isRecovering(db),
    askPartners,
    leaveOut,
    needUntil,
    waitNoMore,
    headsTold,
    isWhole,
    recoveryStanding: (now) => recoveryStanding(db, now),
    endRecovery: (now) => endRecovery(db, now),
    keepPiece,
    piecesOf,
    writeRestored,
    writeReceivedIssue,
    writeUnit,
    quarantine,
    settle: (receipts, now, tx) => settle(tx ?? db, receipts, now),
    expiredCases: (now) => expiredCases(db, now),
    expireOverdue,
    heldThere,
    numberLeaves,
    leaseOverdue: (now) => leaseOverdue(db, now),
    leaseHeldUp: (now, recipient, limit) => leaseHeldUp(db, now, recipient, limit),
    noteHeldUp: (jti, why) => noteHeldUp(db, jti, why),
    noteBusDrop: (id, now) => noteBusDrop(db, id, now),
    staleCopies: (jtis, now) => staleCopies(db, jtis, now),
    writeSealedAfresh,
    signedWith: (iss, jtis, kids) => signedWith(db, iss, jtis, kids),
    endWaiting,
    makeDue: (now) => makeDue(db, now),
    hurry: (now, recipient, before) => hurry(db, now, recipient, before),
    log: sqlLog(),
    membership: sqlMembership(),
    restoredAt: async (tx) => {
      const [row] = await tx<{ at: Date | string | null }[]>`select max(started_at) as at from exchange.recovery`
      return row?.at ? new Date(row.at).toISOString() : null
    },
    waitsFor: async (tx, recipient, evt) => {
      const rows = await tx`select 1 from exchange.outbox where recipient = ${recipient} and evt = ${evt} and status = 'waiting' limit 1`
      return rows.length > 0
    },
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
      pieceSent,
      forgetPiece,
      answered,
      noteAnswered,
      openDifferences,
    },
    due: async (now) => {
      // The first in order, not whether there is any: a plan made while the table was small would look at all that waits.
      const [row] = await db<DueWork[]>`
        select coalesce((select next_at <= ${now}::timestamptz from exchange.outbox where status = 'waiting' order by next_at limit 1), false) as overdue,
          coalesce((select expires_at <= ${now}::timestamptz from exchange.outbox where status = 'waiting' order by expires_at limit 1), false) as expired,
          exists (select from exchange.waiting_room where next_at <= ${now}::timestamptz) as waiting,
          exists (select from ledger.leaf where position is null) as unnumbered`
      if (!row) throw new Error('no answer')
      return row
    },
    letWait: (what, now) => db.begin((tx) => letWait(tx, what, now)),
    leaseWaiting: (now) => leaseWaiting(db, now),
    leaveWaitingRoom: (digest) => leaveWaitingRoom(db, digest),
    statements: async () => (await db<{ jws: string }[]>`select jws from exchange.registry_statement`).map(({ jws }) => jws),
    keepStatement: (subject, jws, now, keys) => keepStatement(db, { subject, jws, now, keys }),
    seenKeys: () => seenKeys(db),
  }
}
