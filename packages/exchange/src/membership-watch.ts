import { type CrossCertificate, IN_LOG_WITHIN, type RegistryStatement } from '@ihala/contract'
import { claimedCheckpoint, committeeOf, membershipOf, type Tx } from '@ihala/ledger'
import { isInLog, type LastEntry } from '@ihala/policy'
import { BusAway } from './bus.ts'
import { lastOf } from './membership-news.ts'
import { COMMITTEE_KIND, type MembershipPorts, newcomersSince, type OfferedHead, offeredHead, readHead } from './membership-reading.ts'
import { keepDoubt } from './pair/doubts.ts'
import type { KeptEntry } from './store/membership.ts'

/** Milliseconds between two looks, unless the bus brings a new head. */
const LOOK_EVERY = 60_000
/** What is not explained by then is told; one look earlier, so that it is never later. */
const ALARM_AFTER = IN_LOG_WITHIN * 1000 - LOOK_EVERY

/** The membership log, watched by this organisation itself (K8, T26). */
export interface MembershipWatch {
  /** A statement or cross-certificate by which this organisation acts from now on. */
  readonly acted: (word: RegistryStatement | CrossCertificate, jws: string) => void
  /**
   * Since when (seconds since 1970) a member is in the log, by our own reading of it; now, when it is not in it yet. Undefined as
   * long as this organisation has not watched the log for a day: whoever founds a network, or joins it, takes those for members
   * who are there (T26).
   */
  readonly newcomerSince: (entityId: string) => Promise<number | undefined>
  /** Looks when a look is due. A bus that is away is looked at later. */
  readonly look: () => Promise<void>
}

interface Acting {
  readonly word: RegistryStatement | CrossCertificate
  readonly jws: string
  /** Since when it acts by a word that the log does not have, milliseconds since 1970; undefined when the log has it. */
  readonly since: number | undefined
  readonly told: boolean
}

/** A thing that should pass, since when it has not, and whether that was told. */
interface Waiting {
  readonly what: string
  readonly since: number
}

/** Watches the membership log. `changed` is told of each entry after the first that this organisation ever read. */
export function membershipWatch<T = Tx>(ports: MembershipPorts<T> & { readonly changed?: (entry: KeptEntry) => void }): MembershipWatch {
  const { bus, store, registry } = ports
  const acting = new Map<string, Acting>()
  const open = new Set<string>()
  let last = new Map<string, LastEntry>()
  let lastSize: number | undefined
  let committee: string | undefined
  let waits: Waiting | undefined
  let lookedAt = 0
  let soon = true
  let watching = false
  const now = (): number => Date.parse(ports.stamp().now)

  const watch = () => {
    watching = true
    bus.registry.watch((text) => {
      if (claimedCheckpoint(text) !== undefined) soon = true
    })
  }
  /** Another replica may have read on. */
  const catchUp = async () => {
    const held = await ports.transaction((tx) => store.membership.head(tx))
    committee = committeeOf(held?.origin ?? '')
    if (held !== undefined && held.size !== lastSize) {
      last = new Map((await ports.transaction((tx) => store.membership.newest(tx))).map((entry) => [entry.entityId, lastOf(entry)]))
      for (const entityId of acting.keys()) open.add(entityId)
      lastSize = held.size
    }
    return held
  }
  const read = async (offered: OfferedHead | undefined) => {
    const held = await catchUp()
    if (offered === undefined) return held === undefined ? waitFor('no head') : undefined
    if (held !== undefined && held.origin !== offered.head.origin) return tellOther(offered, held.note)
    const added = await readHead(ports, offered, last)
    if (added === 'entries-missing') return waitFor(offered.note)
    waits = undefined
    if (added === undefined) return
    lastSize = offered.head.size
    committee = committeeOf(offered.head.origin)
    for (const entry of added) {
      last.set(entry.entityId, lastOf(entry))
      open.add(entry.entityId)
    }
    if (held !== undefined) for (const entry of added) ports.changed?.(entry)
  }
  /** Another committee's log in the place of the one that was always read. */
  const tellOther = async ({ member, note }: OfferedHead, held: string) =>
    ports.transaction((tx) =>
      keepDoubt(ports, tx, 'epoch-unexplained', { member, by: null, heads: [held, note], content: { held, offered: note } }),
    )
  /** No head at all, or one whose entries are nowhere: a log that cannot be read is none. */
  const waitFor = async (what: string) => {
    if (waits?.what !== what) waits = { what, since: waits?.since ?? now() }
    if (now() - waits.since < ALARM_AFTER) return
    const keeper = registry.members().find(({ statement }) => statement.metadata.ihala_member.kind === COMMITTEE_KIND)
    if (keeper === undefined) return
    const member = membershipOf(keeper.entityId)
    await ports.transaction((tx) => keepDoubt(ports, tx, 'not-in-log', { member, by: null, heads: [what], content: { unread: what } }))
  }
  const compareWithLog = async () => {
    const anchor = registry.lastKnown(committee ?? '')?.iss
    if (lastSize === undefined || anchor === undefined) return
    for (const entityId of [...open]) {
      const one = acting.get(entityId)
      // K6: what another network's anchor says of its members stands in that one's log; in ours stands the cross-certificate that lets
      // it speak here, and that is looked for like any word of our own anchor.
      if (one === undefined || one.word.iss !== anchor || isInLog(one.word, last.get(entityId))) {
        open.delete(entityId)
        if (one) acting.set(entityId, { ...one, since: undefined, told: false })
      } else if (!one.told && now() - (one.since ?? now()) >= ALARM_AFTER) {
        const head = await ports.transaction((tx) => store.membership.head(tx))
        await ports.transaction((tx) =>
          keepDoubt(ports, tx, 'not-in-log', {
            member: entityId,
            by: null,
            heads: [one.jws],
            content: { statement: one.jws, head: head?.note ?? null },
          }),
        )
        acting.set(entityId, { ...one, told: true })
      }
    }
  }

  return {
    acted: (word, jws) => {
      const before = acting.get(word.sub)
      acting.set(word.sub, { word, jws, since: before?.since ?? now(), told: before?.told ?? false })
      open.add(word.sub)
    },
    newcomerSince: (entityId) =>
      ports.transaction(async (tx) => {
        const since = await newcomersSince(ports, tx)
        if (since === undefined) return undefined
        const { heard } = await store.membership.heard(tx, entityId)
        return heard === null ? since : Math.floor(Date.parse(heard) / 1000)
      }),
    look: async () => {
      if (!watching) watch()
      if ((!soon && Math.abs(now() - lookedAt) < LOOK_EVERY) || !bus.isUp()) return
      soon = false
      lookedAt = now()
      try {
        await read(await offeredHead(ports))
        await compareWithLog()
      } catch (error) {
        if (!(error instanceof BusAway)) throw error
      }
    },
  }
}
