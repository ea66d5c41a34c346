import { type Candidate, type Epoch, type Evidence, stopSending, type WitnessOfOurs, witnessedAt } from '@ihala/ledger'
import { seconds } from '@ihala/policy'

/** What is known of the own log and of those who may witness it. */
export interface LogFacts {
  readonly others: readonly Candidate[]
  readonly witnesses: readonly WitnessOfOurs[]
  readonly epoch: Epoch
  /** When the first head was made; null before. */
  readonly since: string | null
  /** Evidence about the own log. */
  readonly doubts: readonly Evidence[]
  readonly now: string
}

/** How the own log stands with its witnesses (DESIGN §10). */
export interface LogStanding {
  /**
   * `behind`: others hold heads that we signed and our log does not contain. `altered`: leaves are not what was recorded (T28).
   * `too-long`: four hours without enough witnesses.
   */
  readonly state: 'witnessed' | 'not-yet' | 'too-long' | 'behind' | 'altered'
  /** When enough others had countersigned, seconds since 1970; undefined for never. */
  readonly witnessed: number | undefined
}

/** DESIGN §10: whether enough others vouch for the own log. In the last three states nothing of a referral is sent. */
export function standingOf({ others, witnesses, epoch, since, doubts, now }: LogFacts): LogStanding {
  const signed = witnesses.flatMap(({ member, signedAt }) => {
    const one = others.find((other) => other.member === member)
    return one && signedAt !== null ? [{ ...one, at: seconds(signedAt) }] : []
  })
  const witnessed = witnessedAt(signed, others)
  const open = doubts.filter(({ at, settledAt }) => settledAt === null && at > (epoch.begunAt ?? ''))
  if (open.some(({ kind }) => kind === 'own-log-behind')) return { state: 'behind', witnessed }
  if (open.some(({ kind }) => kind === 'own-log-altered')) return { state: 'altered', witnessed }
  if (since !== null && stopSending(seconds(now), witnessed, seconds(since))) return { state: 'too-long', witnessed }
  return { state: witnessed === undefined ? 'not-yet' : 'witnessed', witnessed }
}
