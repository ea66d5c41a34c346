import {
  askLogCheck,
  keepLogCheck,
  type LogFault,
  leaseLogCheck,
  NOT_BEGUN,
  type RunState,
  readLogCheck,
  type Tx,
  verifyTurn,
} from '@ihala/ledger'
import type { Keyring } from '@ihala/seal'
import { keepDoubt, type OneDoubt } from './pair/doubts.ts'
import { type OwnKeys, ownLogKeysEver } from './pair/log-keys.ts'

/** What the last check of the own log came to. */
export interface LogChecked {
  /** ISO instants. */
  readonly begunAt: string
  readonly endedAt: string
  /** Leaves that were found as they were recorded: all of them, or those before the first that is not. */
  readonly leaves: number
  /** The first leaf that is not as it was recorded; null when all are. */
  readonly broken: { readonly index: number; readonly fault: LogFault } | null
}

/** How far verifying the own log is. */
export interface OwnLogCheck {
  /** When a person asked for one that has not begun. */
  readonly askedAt: string | null
  /** The one under way. */
  readonly running: { readonly begunAt: string; readonly leaves: number } | null
  readonly last: LogChecked | null
}

/** What verifying the own log needs. */
export interface OwnLogPorts extends OwnKeys, OneDoubt<Tx> {
  readonly keyring: Pick<Keyring, 'signing' | 'wrap' | 'unwrap'>
}

interface Running {
  readonly begunAt: string
  readonly run: RunState
}

interface Kept {
  readonly running: Running | null
  readonly last: LogChecked | null
}

const NOTHING: Kept = { running: null, last: null }
const FORM = 'ihala-log-check/1'

// Under the organisation's key: whoever can write into the database can neither skip leaves nor say that all was well.
function sealed({ running, last }: Kept, { wrap }: Pick<Keyring, 'wrap'>): Buffer {
  const run = running && {
    ...running.run,
    edge: Buffer.concat(running.run.edge).toString('base64'),
    link: running.run.link.toString('base64'),
  }
  return wrap(Buffer.from(JSON.stringify({ form: FORM, running: running && { begunAt: running.begunAt, run }, last })))
}

const HASH_BYTES = 32

function opened(state: Buffer | null, { unwrap }: Pick<Keyring, 'unwrap'>): Kept {
  if (state === null) return NOTHING
  let said: { form?: string; running: { begunAt: string; run: RunState & { edge: string; link: string } } | null; last: LogChecked | null }
  try {
    said = JSON.parse(unwrap(state).toString('utf8'))
  } catch {
    // Changed by somebody, or sealed by a key that is no more: it begins again.
    return NOTHING
  }
  if (said.form !== FORM) return NOTHING
  if (said.running === null) return { running: null, last: said.last }
  const { begunAt, run } = said.running
  const edge = Buffer.from(run.edge, 'base64')
  const hashes = Array.from({ length: edge.length / HASH_BYTES }, (_, at) => edge.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
  return { running: { begunAt, run: { ...run, edge: hashes, link: Buffer.from(run.link, 'base64') } }, last: said.last }
}

/** How far it is, for people. */
export async function ownLogCheck(tx: Tx, { keyring }: { readonly keyring: Pick<Keyring, 'unwrap'> }): Promise<OwnLogCheck> {
  const { askedAt, state } = await readLogCheck(tx)
  const { running, last } = opened(state, keyring)
  return { askedAt, running: running && { begunAt: running.begunAt, leaves: running.run.size }, last }
}

/** A person wants the own log verified now; one that is under way is gone on with, and another one follows it. */
export function askOwnLogCheck(tx: Tx, now: string): Promise<void> {
  return askLogCheck(tx, now)
}

/** A check under way for so long was left behind by a machine that is gone, or put back by somebody: it begins again. Milliseconds. */
const STALE_AFTER = 20 * 3_600_000

/**
 * T28: one turn of verifying the own log, if one is due (`dueSince`: the last instant at which it was, ISO) or asked for, or under
 * way: so many leaves (`leaves`) in this transaction, and only if no other replica has the turn. True when there is more to do. A
 * leaf that is not as it was recorded is a doubt and a task for a person, and stops what is sent (DESIGN §10); a later check of the
 * whole log that finds nothing ends that.
 */
export async function verifyOwnLog(ports: OwnLogPorts, tx: Tx, dueSince: string, leaves?: number): Promise<boolean> {
  const { keyring, self } = ports
  if (!(await leaseLogCheck(tx))) return false
  const { askedAt, state } = await readLogCheck(tx)
  const { running, last } = opened(state, keyring)
  const { now } = ports.stamp()
  const goesOn = running !== null && Math.abs(Date.parse(now) - Date.parse(running.begunAt)) < STALE_AFTER
  if (!goesOn && askedAt === null && last !== null && last.begunAt >= dueSince) return false
  const { begunAt, run } = goesOn ? running : { begunAt: now, run: NOT_BEGUN }
  const turn = await verifyTurn(tx, ownLogKeysEver(ports), run, leaves)
  const keep = (kept: Kept) => keepLogCheck(tx, sealed(kept, keyring), begunAt)
  switch (turn.outcome) {
    case 'further':
      await keep({ running: { begunAt, run: turn.run }, last })
      return true
    case 'whole':
      await keep({ running: null, last: { begunAt, endedAt: now, leaves: turn.run.size, broken: null } })
      await ports.store.log.settleEvidence(tx, self.entityId, 'own-log-altered', now)
      return false
    case 'broken':
      await keep({ running: null, last: { begunAt, endedAt: now, leaves: turn.found.index, broken: turn.found } })
      await doubt(ports, tx, turn.found, begunAt)
      return false
    default:
      return turn satisfies never
  }
}

async function doubt(
  ports: OwnLogPorts,
  tx: Tx,
  found: { readonly index: number; readonly fault: LogFault },
  begunAt: string,
): Promise<void> {
  const member = ports.self.entityId
  const { log } = ports.store
  const { epoch, begunAt: epochBegan } = await log.epoch(tx)
  const says = JSON.stringify({ epoch, ...found })
  // Found every night until it is mended: told once.
  const known = (await log.evidence(tx, member)).some(
    ({ kind, settledAt, at, file }) =>
      kind === 'own-log-altered' && settledAt === null && at > (epochBegan ?? '') && file.includes(says.slice(1, -1)),
  )
  if (known) return
  await keepDoubt(ports, tx, 'own-log-altered', { member, by: null, heads: [begunAt, says], content: { epoch, ...found, begunAt } })
}
