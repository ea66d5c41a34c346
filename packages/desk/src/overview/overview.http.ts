import { ExchangeState, type Names, ReferralCounts } from '@ihala/contract'
import {
  type App,
  browse,
  busDrops,
  comparedPairs,
  exchangeFigures,
  type HeldEnvelope,
  heldEnvelopes,
  type ServiceContext,
} from '@ihala/kit'
import { completions } from './completion.store.ts'
import { guarded } from './overview.ts'

const SHOWN = 50

/** What those see who work on no case: the admin how the exchange stands, the analyst how many there are. */
export function overviewRoutes(app: App, service: ServiceContext): void {
  app.get('/exchange-state', { config: { action: 'read-exchange-state' }, schema: { response: { 200: ExchangeState } } }, (request) =>
    browse(request, async (tx) => {
      const [figures, held, compared, drops] = await Promise.all([
        exchangeFigures(tx),
        heldEnvelopes(tx, SHOWN),
        comparedPairs(tx, SHOWN),
        busDrops(tx, service.stamp().now),
      ])
      const { operator, url } = service.config.nats
      const names = namesByTag(service)
      const from = ({ senderTag }: HeldEnvelope) => names.get(senderTag) ?? null
      const { outboxWaiting, oldestWaitingSeconds, quarantined, waitingRoom } = figures
      return {
        linkUp: service.bus.isUp(),
        ready: service.exchange.ready().ready,
        outbox: { waiting: outboxWaiting, oldestWaitingSeconds, expired: held.expired, refused: held.refused },
        bus: { operator: operator ?? new URL(url.split(',')[0] ?? '').host, ...drops },
        waitingRoom: {
          total: waitingRoom,
          lines: held.waitingRoom.map((envelope) => ({ from: from(envelope), reason: envelope.code, since: envelope.at })),
        },
        quarantine: {
          total: quarantined,
          lines: held.quarantine.map((envelope) => ({ from: from(envelope), code: envelope.code, at: envelope.at })),
        },
        comparisons: {
          differences: compared.differences,
          lines: compared.pairs.map((pair) => ({
            ...pair,
            with: service.registry.find(pair.partner)?.metadata.ihala_member.names ?? null,
          })),
        },
      }
    }),
  )

  app.get('/referral-counts', { config: { action: 'read-counts' }, schema: { response: { 200: ReferralCounts } } }, (request) =>
    browse(request, async (tx) => {
      const rows = await tx<{ side: 'sender' | 'recipient'; state: string; count: number }[]>`
        select side, state, count(*)::int as count from desk.referral group by side, state order by side, state`
      const ended = await completions(tx)
      return { rows: rows.map((row) => ({ ...row, count: guarded(row.count) })), completions: ended }
    }),
  )
}

function namesByTag({ registry }: ServiceContext): ReadonlyMap<string, Names> {
  return new Map(
    registry.members().map(({ statement }) => {
      const { bus_tag: tag, names } = statement.metadata.ihala_member
      return [tag, names]
    }),
  )
}
