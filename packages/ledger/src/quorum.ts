import { hash } from 'node:crypto'

/** Other members that must countersign a head (DESIGN §10). */
export const WITNESSES = 3
/** How long a log may be without them before its organisation stops sending, seconds (DESIGN §10). */
export const UNWITNESSED_AT_MOST = 4 * 3600

/** A member that could countersign. */
export interface Candidate {
  readonly member: string
  /** Whether it is of government. */
  readonly government: boolean
}

const rankOf = (log: string, member: string): string => hash('sha256', `${log}\n${member}`, 'hex')

/**
 * The published rule who is asked to countersign a member's log: all others in the order of SHA-256(log's member ‖ newline ‖
 * candidate), the first three; if these are all of government the first who is not takes the last place.
 */
export function witnessesOf(log: string, candidates: readonly Candidate[]): readonly string[] {
  const ranked = candidates
    .filter(({ member }) => member !== log)
    .map((one) => ({ ...one, rank: rankOf(log, one.member) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
  const chosen = ranked.slice(0, WITNESSES)
  const other = ranked.find(({ government }) => !government)
  const all = chosen.length === WITNESSES && chosen.every(({ government }) => government) && other !== undefined
  return (all ? [...chosen.slice(0, -1), other] : chosen).map(({ member }) => member)
}

/**
 * How many have to countersign in a network of these others: three, or all of a network that has fewer. And whether they may all
 * be of government: only where nobody else is.
 */
export function isQuorum(countersigned: readonly Candidate[], others: readonly Candidate[]): boolean {
  const needed = Math.min(WITNESSES, others.length)
  const distinct = new Map(countersigned.map((one) => [one.member, one]))
  const mixed = [...distinct.values()].some(({ government }) => !government) || others.every(({ government }) => government)
  return distinct.size >= needed && (needed === 0 || mixed)
}

/** A witness's word about the own log. */
export interface Countersignature extends Candidate {
  /** The time it signed, seconds since 1970. */
  readonly at: number
}

/** When the log was last witnessed by enough others, seconds since 1970: the time of the last signature that a quorum needs; undefined for never. */
export function witnessedAt(signatures: readonly Countersignature[], others: readonly Candidate[]): number | undefined {
  const latest = [...signatures].sort((a, b) => b.at - a.at)
  for (let count = 1; count <= latest.length; count += 1) {
    const newest = latest.slice(0, count)
    if (isQuorum(newest, others)) return newest.at(-1)?.at
  }
  return undefined
}

/** DESIGN §10: whether nothing is to be sent, because for four hours nobody has witnessed the log. `since`: when that began to count. */
export function stopSending(now: number, witnessed: number | undefined, since: number): boolean {
  return now - Math.max(witnessed ?? 0, since) > UNWITNESSED_AT_MOST
}
