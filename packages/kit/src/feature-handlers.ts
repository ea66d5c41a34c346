import type { EventType } from '@ihala/contract'
import type { ExchangePorts, IncomingEvent, Outgoing } from '@ihala/exchange'
import type { Tx } from '@ihala/ledger'
import type { Feature, FollowingUp, InboxHandler, ServiceContext, WrittenHandler } from './service-context.ts'

/** What the exchange calls for the features of one service, each in their order and all in its transaction. */
export function handlersOf(
  features: readonly Feature[],
  service: () => ServiceContext,
): Pick<
  ExchangePorts,
  'handle' | 'refused' | 'expired' | 'differs' | 'doubted' | 'agrees' | 'leftOut' | 'piece' | 'restored' | 'suspended'
> {
  return {
    handle: async (event, { tx, send: buffer }) => {
      const { send, followUp } = service().following(tx, buffer)
      for (const handler of handlersFor(features, event)) await handler(event, { tx, send, stamp: service().stamp, service: service() })
      await followUp()
    },
    refused: async (tx, what) => {
      for (const { refused } of features) await refused?.(what, { tx, stamp: service().stamp, service: service() })
    },
    suspended: async (tx, what, buffer) => {
      const { send, followUp } = service().following(tx, buffer)
      for (const { suspended } of features) await suspended?.(what, { tx, send, stamp: service().stamp, service: service() })
      await followUp()
    },
    restored: async (tx, event) => {
      for (const { restored } of features) await restored?.(event, { tx, stamp: service().stamp, service: service() })
    },
    differs: async (tx, what) => {
      for (const { differs } of features) await differs?.(what, { tx, stamp: service().stamp, service: service() })
    },
    doubted: async (tx, what) => {
      for (const { doubted } of features) await doubted?.(what, { tx, stamp: service().stamp, service: service() })
    },
    leftOut: async (tx, partner) => {
      for (const { leftOut } of features) await leftOut?.(partner, { tx, stamp: service().stamp, service: service() })
    },
    agrees: async (tx, what) => {
      for (const { agrees } of features) await agrees?.(what, { tx, stamp: service().stamp, service: service() })
    },
    piece: async (tx, what) => {
      for (const { piece } of features) {
        const bytes = await piece?.(what, { tx, stamp: service().stamp, service: service() })
        if (bytes !== undefined) return bytes.toString('base64url')
      }
      return undefined
    },
    expired: async (tx, what) => {
      for (const { expired } of features) await expired?.(what, { tx, stamp: service().stamp, service: service() })
    },
  }
}

// The table of a feature holds each handler under its own type, so the one under the event's type takes this event; the
// compiler knows it of each type alone but not of all at once.
function handlersFor(features: readonly Feature[], event: IncomingEvent): InboxHandler<EventType>[] {
  return features.flatMap(({ inbox }) => {
    const handler = inbox?.[event.type] as InboxHandler<EventType> | undefined
    return handler === undefined ? [] : [handler]
  })
}

/** Opens sending with consequences for one transaction. */
export function followingUp(service: ServiceContext, tx: Tx, buffer: Outgoing['send']): FollowingUp {
  const sent: Parameters<Outgoing['send']>[0][] = []
  const send: Outgoing['send'] = (message) => {
    buffer(message)
    sent.push(message)
  }
  return {
    send,
    followUp: async () => {
      let handled = 0
      for (const { event, to, caseId } of sent) {
        for (const { written } of service.features) {
          // As for the inbox: the handler under the event's type takes this event.
          const handler = written?.[event.type] as WrittenHandler<EventType> | undefined
          if (handler) handled += 1
          await handler?.({ ...event, to, caseId }, { tx, send, stamp: service.stamp, service })
        }
      }
      return handled
    },
  }
}
