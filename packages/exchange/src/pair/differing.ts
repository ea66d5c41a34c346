import type { ChainPlace } from '@ihala/contract'
import type { DifferenceKind } from '../store/difference.ts'
import type { HeldEvent, Standing, Writer } from '../store/pair-store.ts'

/** An event as the partner lists it. */
export type Listed = ChainPlace & { readonly hash: string }

/** Both lists of the events of one writer between two places. */
export interface Lists {
  readonly writer: Writer
  readonly theirs: readonly Listed[]
  readonly ours: readonly HeldEvent[]
  /**
   * When the partner was asked, by our clock. What was receipted or stored here later may be in its list or not: it says
   * nothing. What came before is in it, if the partner has it.
   */
  readonly askedAt: string
}

/** What is known here beside the list, of the places that differ. */
export interface Knowledge {
  readonly standing: ReadonlyMap<string, Standing>
  /** Events whose content stands at another place of their chain. */
  readonly elsewhere: ReadonlySet<string>
}

/** What two lists say. */
export interface Judgement {
  readonly differences: readonly (ChainPlace & { readonly kind: DifferenceKind })[]
  /** Ours, under way. */
  readonly waiting: readonly ChainPlace[]
  /** Theirs, lost here. */
  readonly lost: readonly ChainPlace[]
  /** Theirs, held here and not listed by them: under way with a new signature, or never sent. Their chain tells. */
  readonly doubtful: readonly ChainPlace[]
}

/** One text for a place. */
export function placeKey({ id, seq }: ChainPlace): string {
  return `${id} ${seq}`
}

interface Place extends ChainPlace {
  readonly theirs: string[]
  readonly ours: HeldEvent[]
}

/** The places at which two lists are not the same, or name more than one event. */
export function differingPlaces({ theirs, ours }: Pick<Lists, 'theirs' | 'ours'>): readonly Place[] {
  const places = new Map<string, Place>()
  const at = ({ id, seq }: ChainPlace): Place => {
    const key = placeKey({ id, seq })
    const place = places.get(key) ?? { id, seq, theirs: [], ours: [] }
    places.set(key, place)
    return place
  }
  for (const event of theirs) at(event).theirs.push(event.hash)
  for (const event of ours) at(event).ours.push(event)
  return [...places.values()].filter(
    (place) => place.theirs.length !== 1 || place.ours.length !== 1 || place.theirs[0] !== place.ours[0]?.hash,
  )
}

/**
 * Names the events on which two lists differ (c7), and nothing that is merely under way. An earlier issue of an event is the event.
 * @param places from `differingPlaces`
 */
export function judge(lists: Lists, places: readonly Place[], { standing, elsewhere }: Knowledge): Judgement {
  const made = {
    differences: [] as (ChainPlace & { kind: DifferenceKind })[],
    waiting: [] as ChainPlace[],
    lost: [] as ChainPlace[],
    doubtful: [] as ChainPlace[],
  }
  for (const place of places) {
    const { id, seq } = place
    const known = standing.get(placeKey(place))
    const repeats = (hash: string): boolean => elsewhere.has(`${placeKey(place)} ${hash}`)
    const name = (kind: DifferenceKind): void => {
      if (!made.differences.some((one) => one.id === id && one.seq === seq && one.kind === kind)) made.differences.push({ id, seq, kind })
    }
    const before = (at: string | null): boolean => at === null || at < lists.askedAt
    const hashes = place.ours.map(({ hash }) => hash)
    if (new Set(place.theirs).size < place.theirs.length || new Set(hashes).size < hashes.length) name('twice')
    if (lists.writer === 'here') {
      for (const hash of new Set(place.theirs)) {
        if (known?.hashes.includes(hash)) continue
        name(known ? 'other-content' : repeats(hash) ? 'twice' : 'unknown-here')
      }
      if (place.theirs.length > 0 || !known) continue
      if (known.waits) made.waiting.push({ id, seq })
      else if (before(known.receiptedAt)) name('missing-there')
      continue
    }
    for (const hash of new Set(place.theirs)) {
      if (known?.hashes.includes(hash)) continue
      name(known ? 'other-content' : 'missing-here')
      if (!known) made.lost.push({ id, seq })
    }
    for (const { hash, at } of place.ours) {
      if (place.theirs.includes(hash) || !before(at)) continue
      if (place.theirs.length > 0) name('other-content')
      else made.doubtful.push({ id, seq })
    }
  }
  return made
}

/**
 * Names what their own chain does not have (c7), of what is held here as theirs: `theirs` is all of their chain, also what is under
 * way, so only an empty place says something.
 */
export function judgeChain(lists: Lists, places: readonly Place[], { elsewhere }: Pick<Knowledge, 'elsewhere'>): Judgement['differences'] {
  return places.flatMap(({ id, seq, theirs, ours }) => {
    const old = ours.filter(({ at }) => at < lists.askedAt)
    if (theirs.length > 0 || old.length === 0) return []
    const repeated = old.every(({ hash }) => elsewhere.has(`${placeKey({ id, seq })} ${hash}`))
    return [{ id, seq, kind: repeated ? ('twice' as const) : ('unknown-there' as const) }]
  })
}
