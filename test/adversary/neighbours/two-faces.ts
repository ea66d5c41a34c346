import type { Bus, Delivery } from '@ihala/exchange'

/** One connection to the bus, by which two processes of a member speak: each to its own half of the network. */
export interface TwoFaces {
  /** The bus as the process sees it that speaks to whoever is not in the other half; to everybody, while nobody is. */
  readonly first: Bus
  readonly second: Bus
  /** From now on these tags deal with the second process only. */
  readonly divide: (toSecond: readonly string[]) => void
}

/** T31: what a member needs to show two histories: what is said to the other half goes nowhere, and nobody hears that. */
export function twoFaces(bus: Bus): TwoFaces {
  const seconds = new Set<string>()
  const takers = new Map<boolean, (delivery: Delivery) => Promise<void>>()
  let receiving = false
  const face = (isSecond: boolean): Bus => ({
    ...bus,
    publish: async (recipientTag, digest, bytes) =>
      seconds.has(recipientTag) === isSecond ? bus.publish(recipientTag, digest, bytes) : 'taken',
    receive: (take, concurrency) => {
      takers.set(isSecond, take)
      if (receiving) return
      receiving = true
      bus.receive(async (delivery) => {
        const taker = takers.get(seconds.has(delivery.senderTag))
        if (taker) await taker(delivery)
      }, concurrency)
    },
    close: async () => {
      if (!isSecond) await bus.close()
    },
  })
  return {
    first: face(false),
    second: face(true),
    divide: (toSecond) => {
      for (const tag of toSecond) seconds.add(tag)
    },
  }
}
