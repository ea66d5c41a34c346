import { hash } from 'node:crypto'
import { type OwnLogPorts, verifyOwnLog } from '@ihala/exchange'
import { LEAVES_A_TURN, type Tx } from '@ihala/ledger'
import { localDate, localDays } from '@ihala/policy'
import { pause } from './pool.ts'

/** What verifying the own log by itself needs. */
export interface LogCarePorts extends OwnLogPorts {
  /** The network's (IANA name). */
  readonly timeZone: string
  readonly asSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

const [HOUR, DAY] = [3_600_000, 86_400_000]
/** The hours of the night in which members verify, each at its own moment: by local time, from one o'clock until four. */
const NIGHT = { from: HOUR, hours: 3 } as const
/** Between two turns, milliseconds: a core and the database have others to serve. */
const REST = 100

/** The last moment, not after `now`, at which a member's log was due to be verified. ISO instants. */
export function lastDue(now: string, timeZone: string, self: string): string {
  const after = NIGHT.from + (Number.parseInt(hash('sha256', self, 'hex').slice(0, 8), 16) % (NIGHT.hours * HOUR))
  const of = (instant: number): number => {
    const day = localDate(new Date(instant).toISOString(), timeZone)
    return Date.parse(localDays(day, day, timeZone).from) + after
  }
  const today = of(Date.parse(now))
  return new Date(today <= Date.parse(now) ? today : of(Date.parse(now) - DAY)).toISOString()
}

/**
 * T28: one round of verifying the whole own log, if it is time or somebody asked: in turns of so many leaves, each its own short
 * transaction, resting between them. Of several replicas one does a turn at a time. It ends early when the service stops; what was
 * verified stays so.
 */
export function logCare(ports: LogCarePorts, leaves = LEAVES_A_TURN): (signal: AbortSignal) => Promise<void> {
  const turn = (): Promise<boolean> =>
    ports.asSystem((tx) => verifyOwnLog(ports, tx, lastDue(ports.stamp().now, ports.timeZone, ports.self.entityId), leaves))
  return async (signal) => {
    while (!signal.aborted && (await turn())) await pause(REST, signal).catch(() => undefined)
  }
}
