import type { Static, TSchema } from 'typebox'
import { GRANT_VERSIONS } from '../grant.ts'
import { Refusal } from '../refusal.ts'
import { type Check, check } from '../schema.ts'
import { CancellationRequestedV1 } from './cancellation-requested.v1.ts'
import * as cancellation from './cancellation-requested.v2.ts'
import { checkEvent, EVENT_TYPES, EVENTS, type Event, type EventType, isEventType } from './catalogue.ts'
import { ChainReturned as ChainReturnedV1 } from './chain-returned.v1.ts'
import * as returned from './chain-returned.v2.ts'
import { ConflictAnsweredV1 } from './conflict-answered.v1.ts'
import * as answered from './conflict-answered.v2.ts'
import { ConflictCheckedV1 } from './conflict-checked.v1.ts'
import * as checked from './conflict-checked.v2.ts'
import { ErasureStatedV1 } from './erasure-stated.v1.ts'
import * as stated from './erasure-stated.v2.ts'
import { ReferralRequestedV1 } from './referral-requested.v1.ts'
import * as request from './referral-requested.v2.ts'

/** A version of a type: its number, its schema and whether a content fits it. */
export interface EventVersion {
  readonly v: number
  readonly schema: TSchema
  readonly fits: Check<TSchema>
}

/** A version that is still read beside the current one (R4), and how its content passes to the next version and back. */
interface EarlierVersion extends EventVersion {
  /** Content of this version as the next one says it. */
  readonly up: (data: object) => object
  /** Content of the next version as this one says it; null when it cannot be said. */
  readonly down: (data: object) => object | null
}

function earlier<E extends TSchema, N extends TSchema>(
  v: number,
  [schema, next]: readonly [E, N],
  up: (data: Static<E>) => Static<N> & object,
  down: (data: Static<N>) => (Static<E> & object) | null,
): EarlierVersion {
  const fits = check(schema)
  const fitsNext = check(next)
  const assert = <S extends TSchema>(is: Check<S>, data: unknown): Static<S> => {
    if (!is(data)) throw new Refusal('event-data-invalid')
    return data
  }
  return { v, schema, fits, up: (data) => up(assert(fits, data)), down: (data) => down(assert(fitsNext, data)) }
}

/** Earlier versions of each type, oldest first. A version leaves this list only when no member speaks it any more. */
const EARLIER: { readonly [T in EventType]?: readonly EarlierVersion[] } = {
  'referral-requested': [earlier(1, [ReferralRequestedV1, request.ReferralRequested], request.upcast, request.downcast)],
  'cancellation-requested': [
    earlier(1, [CancellationRequestedV1, cancellation.CancellationRequested], cancellation.upcast, cancellation.downcast),
  ],
  'conflict-checked': [earlier(1, [ConflictCheckedV1, checked.ConflictChecked], checked.upcast, checked.downcast)],
  'conflict-answered': [earlier(1, [ConflictAnsweredV1, answered.ConflictAnswered], answered.upcast, answered.downcast)],
  'erasure-stated': [earlier(1, [ErasureStatedV1, stated.ErasureStated], stated.upcast, stated.downcast)],
  'chain-returned': [earlier(1, [ChainReturnedV1, returned.ChainReturned], returned.upcast, returned.downcast)],
}

const VERSIONS = Object.fromEntries(
  EVENT_TYPES.map((type): [EventType, readonly EventVersion[]] => {
    const { v, schema } = EVENTS[type]
    return [type, [...(EARLIER[type] ?? []), { v, schema, fits: checkEvent[type] }]]
  }),
) as Readonly<Record<EventType, readonly EventVersion[]>>

/** All versions of a type that are read, oldest first; the last is the one that handlers see. */
export function versionsOf(type: EventType): readonly EventVersion[] {
  return VERSIONS[type]
}

/** What a service of this contract reads: every version of every event that it has a schema of, and of grants. */
export const ACCEPTS: Readonly<Record<EventType | 'grant', number[]>> = {
  ...(Object.fromEntries(EVENT_TYPES.map((type) => [type, versionsOf(type).map(({ v }) => v)])) as Record<EventType, number[]>),
  grant: [...GRANT_VERSIONS],
}

/**
 * c6: the event as it came, in the version that handlers see. Throws Refusal `event-unknown`, `event-version-unknown` or
 * `event-data-invalid`: what is unknown is refused, never defaulted.
 */
export function readEvent(type: string, v: number, data: unknown): Event {
  if (!isEventType(type)) throw new Refusal('event-unknown')
  const versions = versionsOf(type)
  const at = versions.findIndex((version) => version.v === v)
  const version = versions[at]
  if (version === undefined) throw new Refusal('event-version-unknown', { event: type })
  const fault = version.fits.firstFault(data)
  if (fault) throw new Refusal('event-data-invalid', { event: type, ...fault })
  const current = (EARLIER[type] ?? []).slice(at).reduce((now, { up }) => up(now), data as object)
  // The content fits the schema of its own type and version, and passing it on keeps the type: the pair is an Event.
  return { type, data: current } as Event
}

/**
 * The content of an event, which fits its own schema, in the version that the recipient reads. Throws Refusal
 * `event-version-unknown`, or `event-not-in-that-version` when the earlier version has no word for it.
 */
export function contentInVersion({ type, data }: Event, v: number): object {
  const at = versionsOf(type).findIndex((version) => version.v === v)
  if (at < 0) throw new Refusal('event-version-unknown', { event: type })
  return (EARLIER[type] ?? []).slice(at).reduceRight<object>((now, { down }) => {
    const before = down(now)
    if (before === null) throw new Refusal('event-not-in-that-version', { event: type, limit: v })
    return before
  }, data)
}
