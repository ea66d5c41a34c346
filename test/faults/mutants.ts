import type { Alteration } from './altered.ts'

const stored = 'packages/exchange/src/store-event.ts'
const outbox = 'packages/exchange/src/store/outbox.ts'
const exchange = 'packages/exchange/src/exchange.ts'

/** The relay reads what has a higher id than the last it read. What commits after a higher id is never read. */
export const ID_CURSOR: readonly Alteration[] = [
  { file: outbox, passage: 'export const SCAN = 64\n', instead: 'export const SCAN = 64\nlet last = 0\n' },
  { file: outbox, passage: 'return db<Leased[]>`\n    with due', instead: 'const rows = await db<Leased[]>`\n    with due' },
  {
    file: outbox,
    passage: `where o.status = 'waiting' and o.next_at <= \${now}::timestamptz and o.expires_at`,
    instead: `where o.status = 'waiting' and o.id > \${last} and o.expires_at`,
  },
  { file: outbox, passage: `order by o.next_at limit \${SCAN} for update`, instead: `order by o.id limit \${SCAN} for update` },
  {
    file: outbox,
    passage: `returning \${leased(db)}\`\n}\n\n/** Leases heads that`,
    instead: `returning \${leased(db)}, o.id\`\n  for (const { id } of rows) last = Math.max(last, Number(id))\n  return rows\n}\n\n/** Leases heads that`,
  },
  // It reads all the time, and nobody hands it anything.
  { file: exchange, passage: '[due.overdue, () => republishOverdue(ports)]', instead: '[true, () => republishOverdue(ports)]' },
  { file: exchange, passage: 'dispatch: (dispatch) => void publishAll(ports, dispatch),', instead: 'dispatch: () => undefined,' },
]

/** What the id cursor reads by: a number given when a row is written, not when it is committed. */
export const OUTBOX_ID = 'alter table exchange.outbox add column if not exists id bigint generated always as identity'

/** What an event does is committed, then its inbox row is written. */
export const EFFECT_FIRST: readonly Alteration[] = [
  {
    file: stored,
    passage: '    if (incoming) await ports.handle(incoming, { tx, send: whole ? out.send : () => undefined })\n',
    instead:
      "    if (incoming) await ports.handle(incoming, { tx, send: whole ? out.send : () => undefined })\n    await tx.unsafe('commit and chain')\n",
  },
]

/** The receipt leaves before what it promises is committed. */
export const RECEIPT_FIRST: readonly Alteration[] = [
  {
    file: stored,
    passage: "import { receiptFor, type SignedReceipt } from './receipts.ts'",
    instead: "import { receiptFor, receiptGiver, type SignedReceipt } from './receipts.ts'",
  },
  {
    file: stored,
    passage: "  return { outcome: 'stored', receipt, dispatch }\n",
    instead: "  await receiptGiver(ports)(receipt)\n  return { outcome: 'stored', receipt, dispatch }\n",
  },
]

/** What is sent is remembered by another hash than it has: no receipt closes it, and all else goes well. */
export const LOST_RECEIPTS: readonly Alteration[] = [
  {
    file: 'packages/exchange/src/compose.ts',
    passage: '  const hash = hashOf(innerJws)\n',
    instead: '  const hash = hashOf(hashOf(innerJws))\n',
  },
]
