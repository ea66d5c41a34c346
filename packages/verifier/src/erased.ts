import type { Dossier, ErasedEvent, EventClaims } from '@ihala/contract'
import { Wrong } from './wrong.ts'

/** What is still proven of an event whose content was erased. */
export interface Erased {
  /** Who wrote it, at which place of its chain. */
  readonly iss: string
  readonly seq: number
  /** Its type and the part of the case it belonged to: the word of whoever wrote the file. */
  readonly evt: string
  readonly part: string
  /** SHA-256 of what was signed, as the log, the receipt and the next event name it. */
  readonly hash: string
  /** When it was there at the latest, by the signatures of others (seconds since 1970); null when only the writer of the file says so. */
  readonly atLatest: number | null
  readonly receipt: 'stored' | 'quarantined' | null
  /** Whether the next event of its writer, which is here, names it: then nothing else can have stood at this place. */
  readonly followed: boolean
  /** The signed statement that it was erased: by whom, when, and the withdrawal or end it answers; null when none is here. */
  readonly stated: { readonly by: string; readonly at: string; readonly of: string } | null
}

/** What the organisation's log says about each event, by the event's hash. */
type Leaves = ReadonlyMap<string, { readonly atLatest: number | undefined }>

/**
 * Places of which the content was erased: of one of the two, each with its leaf in the log. What they said, nobody can know any more;
 * that something of this hash stood there, the log, the receipt and the next event say. `here`: hashes of the events that can be read.
 */
export function readErased(
  { organisation, erased = [] }: Dossier,
  partner: string,
  here: ReadonlySet<string>,
  leaves: Leaves,
): readonly ErasedEvent[] {
  const hashes = new Set(here)
  for (const [index, { iss, hash }] of erased.entries()) {
    const where = `/erased/${index}`
    if (iss !== organisation && iss !== partner) throw new Wrong('not-between-these-two', where)
    if (hashes.has(hash)) throw new Wrong('named-twice', where)
    if (!leaves.has(hash)) throw new Wrong('leaf-missing', where)
    hashes.add(hash)
  }
  return erased
}

/** What is still proven of one of them, and by whose signed statement it was erased: the last one that names its part. */
export function erasedAct(
  { iss, seq, evt, part, hash }: ErasedEvent,
  events: readonly { readonly claims: EventClaims }[],
  receipt: Erased['receipt'],
  leaves: Leaves,
): Erased {
  const statements = events.flatMap(({ claims }) => {
    const { erased, at, of } = claims.data as { readonly erased?: unknown; readonly at?: unknown; readonly of?: unknown }
    const names = claims.evt === 'erasure-stated' && Array.isArray(erased) && erased.includes(part)
    return names ? [{ by: claims.iss, at: String(at), of: String(of) }] : []
  })
  return {
    iss,
    seq,
    evt,
    part,
    hash,
    atLatest: leaves.get(hash)?.atLatest ?? null,
    receipt,
    followed: events.some(({ claims }) => claims.iss === iss && claims.seq === seq + 1 && claims.prev === hash),
    stated: statements.at(-1) ?? null,
  }
}
