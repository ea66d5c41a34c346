import { hash } from 'node:crypto'
import { committeeOf, EMPTY_EDGE, type KeptCheckpoint, type LogStore, memoryTree, originOf, readOrigin } from '@ihala/ledger'
import type { MemoryTx } from './memory-tables.ts'

const later = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0)

function numbered(tx: MemoryTx): readonly { readonly hash: Buffer; readonly quiet: boolean }[] {
  return tx
    .all('leaves')
    .filter(({ place }) => place !== null)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0))
}

function newest(tx: MemoryTx, epoch: number): KeptCheckpoint | undefined {
  return tx
    .all('checkpoints')
    .filter((one) => one.epoch === epoch)
    .sort((a, b) => b.size - a.size)[0]
}

/** The witnessed log in memory; the same as in PostgreSQL. */
export function logOn(): LogStore<MemoryTx> {
  return {
    lease: (tx) => tx.inOrder(async () => tx.lockIfFree('witnessing')),
    state: (tx, since) =>
      tx.inOrder(async () => {
        const leaves = numbered(tx)
        return { size: leaves.length, stirred: leaves.slice(since).some(({ quiet }) => !quiet) }
      }),
    tree: (tx) => ({
      read: (subtrees) =>
        tx.inOrder(() =>
          memoryTree(
            EMPTY_EDGE,
            numbered(tx).map(({ hash }) => hash),
          ).read(subtrees),
        ),
    }),
    leaves: (tx, from, to) =>
      tx.inOrder(async () =>
        numbered(tx)
          .slice(from, to)
          .map(({ hash }) => hash),
      ),
    epoch: (tx) =>
      tx.inOrder(async () => tx.all('epochs').sort((a, b) => b.epoch - a.epoch)[0] ?? { epoch: 1, cites: null, begunAt: null }),
    beginEpoch: (tx, begun) =>
      tx.inOrder(async () => {
        if (tx.get('epochs', String(begun.epoch)) === undefined) tx.put('epochs', String(begun.epoch), begun)
      }),
    newest: (tx, epoch) => tx.inOrder(async () => newest(tx, epoch)),
    checkpoint: (tx, epoch, size) => tx.inOrder(async () => tx.get('checkpoints', `${epoch} ${size}`)),
    since: (tx) =>
      tx.inOrder(
        async () =>
          tx
            .all('checkpoints')
            .map(({ madeAt }) => madeAt)
            .sort()[0] ?? null,
      ),
    keepCheckpoint: (tx, one) =>
      tx.inOrder(async () => {
        const key = `${one.epoch} ${one.size}`
        const held = tx.get('checkpoints', key)
        tx.put('checkpoints', key, held ? { ...held, statedAt: one.statedAt, note: one.note } : one)
      }),
    witnesses: (tx) => tx.inOrder(async () => tx.all('witnesses').sort((a, b) => -later(a.member, b.member))),
    noteWitness: (tx, { member, ...what }) =>
      tx.inOrder(async () => {
        await tx.lock(`witness ${member}`)
        const nothing = { member, askedAt: null, answeredAt: null, epoch: null, size: null, line: null, signedAt: null }
        const given = Object.fromEntries(Object.entries(what).filter(([, value]) => value !== null && value !== undefined))
        tx.put('witnesses', member, { ...nothing, ...tx.get('witnesses', member), ...given })
      }),
    held: (tx, member) =>
      tx.inOrder(async () =>
        tx
          .all('witnessed')
          .filter(({ origin }) => readOrigin(origin)?.member === member)
          .sort((a, b) => (readOrigin(b.origin)?.epoch ?? 0) - (readOrigin(a.origin)?.epoch ?? 0))
          .map(({ at: _, ...head }) => head),
      ),
    advance: (tx, next, before, now) =>
      tx.inOrder(async () => {
        await tx.lock(`witnessed ${next.origin}`)
        const held = tx.get('witnessed', next.origin)
        const isThere =
          before === null ? held === undefined : held?.size === before && (held.size < next.size || held.root.equals(next.root))
        if (isThere) tx.put('witnessed', next.origin, { ...next, at: now })
        return isThere
      }),
    hear: (tx, teller, head, now) =>
      tx.inOrder(async () => {
        const key = `${head.origin} ${teller}`
        await tx.lock(`heard ${key}`)
        const held = tx.get('heard', key)
        if (held === undefined || (held.size <= head.size && held.note !== head.note)) tx.put('heard', key, { ...head, teller, at: now })
      }),
    heard: (tx, origin) =>
      tx.inOrder(async () =>
        tx
          .all('heard')
          .filter((one) => one.origin === origin)
          .sort((a, b) => -later(a.teller, b.teller))
          .map(({ at: _, ...one }) => one),
      ),
    toTell: (tx, member, limit) =>
      tx.inOrder(async () => {
        const own = originOf(member, 1).slice(0, -1)
        const told = new Set(
          tx
            .all('heard')
            .filter(({ teller }) => teller === member)
            .map(({ note }) => note),
        )
        const known = new Map<string, string>()
        // Of the membership log everybody tells its own countersignature.
        const hearsay = ({ teller, origin }: { readonly teller: string; readonly origin: string }): boolean =>
          teller !== member && committeeOf(origin) === undefined
        const lot = (origin: string, size: number) => hash('md5', `${origin} ${size} ${member}`, 'hex')
        for (const [rank, heads] of [tx.all('witnessed'), tx.all('heard').filter(hearsay)].entries())
          for (const { origin, size, note } of heads)
            if (!origin.startsWith(own) && !told.has(note) && !known.has(note))
              known.set(note, `${rank === 0 && committeeOf(origin) !== undefined ? '!' : rank}${lot(origin, size)}`)
        return [...known]
          .sort(([, a], [, b]) => -later(a, b))
          .slice(0, limit)
          .map(([note]) => note)
      }),
    keepEvidence: (tx, evidence) =>
      tx.inOrder(async () => {
        await tx.lock(`evidence ${evidence.name}`)
        if (tx.get('evidence', evidence.name) !== undefined) return false
        tx.put('evidence', evidence.name, { ...evidence, settledAt: null })
        return true
      }),
    settleEvidence: (tx, member, kind, now) =>
      tx.inOrder(async () => {
        for (const one of tx.all('evidence'))
          if (one.member === member && one.kind === kind && one.settledAt === null) tx.put('evidence', one.name, { ...one, settledAt: now })
      }),
    evidence: (tx, member) =>
      tx.inOrder(async () =>
        tx
          .all('evidence')
          .filter((one) => one.member === member)
          .sort((a, b) => later(a.at, b.at) || later(a.id, b.id)),
      ),
  }
}
