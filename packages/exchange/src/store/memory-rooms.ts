import { hashOf } from '@ihala/seal'
import type { MemoryTx, Rows } from './memory-tables.ts'
import { FIRST_WAIT, NEXT_WAIT, ROOM_FOR_ONE_SENDER, WAITING_SCAN } from './rooms.ts'
import type { Keeping, Quarantined, Store } from './store.ts'

type RoomsStore = Pick<Store<MemoryTx>, 'wasQuarantined' | 'quarantine' | 'letWait' | 'leaseWaiting' | 'leaveWaitingRoom'>

const ms = (instant: string): number => Date.parse(instant)

/** Quarantine and waiting room of the store in memory; the same as in PostgreSQL. */
export function roomsOn(transaction: <R>(work: (tx: MemoryTx) => Promise<R>) => Promise<R>, rows: () => Rows): RoomsStore {
  return {
    wasQuarantined: (tx, iss, caseId, seq) =>
      tx.inOrder(async () =>
        tx.all('quarantine').some((one) => one.iss === iss && one.case === caseId && one.seq === seq && one.receipt !== null),
      ),
    quarantine: (tx, what) => tx.inOrder(() => keepRefused(tx, what)),
    letWait: ({ senderTag, reason, sealed }, now) =>
      transaction(async (tx) => {
        const digest = hashOf(Buffer.from(sealed).toString('latin1'))
        await tx.lock(`waiting of ${senderTag}`)
        await tx.lock(`waiting ${digest}`)
        const held = tx.get('waiting', digest)
        const crowd = tx.all('waiting').filter((row) => row.senderTag === senderTag).length
        if (held === undefined && crowd >= ROOM_FOR_ONE_SENDER) return false
        tx.put('waiting', digest, { senderTag, sealed, nextAt: ms(now) + FIRST_WAIT * 1000, ...held, reason })
        return true
      }),
    leaseWaiting: (now) =>
      transaction(async (tx) => {
        const due = [...rows().waiting].filter(([, row]) => row.nextAt <= ms(now)).sort(([, a], [, b]) => a.nextAt - b.nextAt)
        const leased = due.slice(0, WAITING_SCAN).filter(([digest]) => tx.lockIfFree(`waiting ${digest}`))
        for (const [digest, row] of leased) tx.put('waiting', digest, { ...row, nextAt: ms(now) + NEXT_WAIT * 1000 })
        return leased.map(([digest, { senderTag, sealed }]) => ({ digest, senderTag, sealed }))
      }),
    leaveWaitingRoom: (digest) => transaction(async (tx) => tx.put('waiting', digest, undefined)),
  }
}

async function keepRefused(tx: MemoryTx, what: Quarantined): Promise<Keeping> {
  await tx.lock(`quarantine of ${what.senderTag}`)
  if (what.jti !== undefined) await tx.lock(`quarantine ${what.iss} ${what.jti} ${what.hash}`)
  const held = tx.all('quarantine')
  const isFree = held.filter((one) => one.senderTag === what.senderTag && one.sealed !== null).length < ROOM_FOR_ONE_SENDER
  if (!isFree && what.receipt === null) return 'left'
  const kept = { ...what, sealed: isFree ? what.sealed : null }
  const same = held.find(({ iss, jti, hash }) => jti !== undefined && iss === what.iss && jti === what.jti && hash === what.hash)
  if (!same) tx.put('quarantine', what.id, kept)
  else if (same.receipt === null && what.receipt !== null) tx.put('quarantine', same.id, { ...same, ...kept, id: same.id })
  else return 'left'
  return isFree ? 'kept' : 'noted'
}
