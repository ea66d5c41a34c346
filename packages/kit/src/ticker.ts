/** Something done from time to time. */
export interface Tick {
  readonly name: string
  /** Milliseconds between two beginnings; a round that lasts longer is not overtaken. */
  readonly every: number
  /** Milliseconds between two beginnings while nobody woke it for so many rounds (`ATTENTIVE`); as `every` unless told. */
  readonly idle?: number
  /** Milliseconds to the first beginning; `every` unless told. */
  readonly first?: number
  readonly work: () => Promise<unknown>
}

/** Running ticks. */
export interface Ticker {
  /** Something was written that a tick may have to see to: those that idle come at their usual pace again. */
  readonly wake: () => void
  /** Begins no more rounds and waits for the ones under way. */
  readonly stop: () => Promise<void>
}

/** Rounds at the usual pace after being woken. */
const ATTENTIVE = 10

/**
 * Does each tick at its pace, never twice at the same time. The timers keep no process alive.
 * @param failed told of a round that failed; the next one comes at its time
 */
export function startTicker(ticks: readonly Tick[], failed: (name: string, fault: unknown) => void): Ticker {
  const running = ticks.map((tick) => startTick(tick, failed))
  return {
    wake: () => {
      for (const { wake } of running) wake()
    },
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()))
    },
  }
}

function startTick({ name, every, idle = every, first = every, work }: Tick, failed: (name: string, fault: unknown) => void): Ticker {
  let attentive = ATTENTIVE
  let underWay: Promise<void> | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let idling = false

  const round = async (): Promise<void> => {
    try {
      await work()
    } catch (fault) {
      failed(name, fault)
    }
  }
  const beat = (): void => {
    attentive -= 1
    underWay ??= round().finally(() => {
      underWay = undefined
    })
    next()
  }
  const after = (milliseconds: number): void => {
    timer = setTimeout(beat, milliseconds)
    timer.unref()
  }
  const next = (): void => {
    if (stopped) return
    idling = attentive <= 0
    after(idling ? idle : every)
  }
  after(first)
  return {
    wake: () => {
      attentive = ATTENTIVE
      if (stopped || !idling || idle === every) return
      idling = false
      clearTimeout(timer)
      // Soon: what was written just now has waited for nobody yet, and is to be seen to within the usual pace.
      after(every / 2)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
