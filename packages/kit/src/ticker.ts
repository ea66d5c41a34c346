/** Something done from time to time. */
export interface Tick {
  readonly name: string
  /** Milliseconds between two beginnings; a round that lasts longer is not overtaken. */
  readonly every: number
  readonly work: () => Promise<unknown>
}

/** Running ticks. */
export interface Ticker {
  /** Begins no more rounds and waits for the ones under way. */
  readonly stop: () => Promise<void>
}

/**
 * Does each tick at its pace, never twice at the same time. The timers keep no process alive.
 * @param failed told of a round that failed; the next one comes at its time
 */
export function startTicker(ticks: readonly Tick[], failed: (name: string, fault: unknown) => void): Ticker {
  const underWay = new Set<Promise<unknown>>()
  const timers = ticks.map(({ name, every, work }) => {
    let busy = false
    const round = async (): Promise<void> => {
      if (busy) return
      busy = true
      try {
        await work()
      } catch (fault) {
        failed(name, fault)
      } finally {
        busy = false
      }
    }
    const timer = setInterval(() => {
      const running = round()
      underWay.add(running)
      void running.finally(() => underWay.delete(running))
    }, every)
    timer.unref()
    return timer
  })
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}
