/** What is done together, and what when that does not go. */
export interface Gathering<Asked, Answer> {
  /** How many go together at most. */
  readonly atMost: number
  /** How many may be under way at once; what comes meanwhile gathers. */
  readonly lanes: number
  /** Of those with one name each waits for the one before it; without it any go together. */
  readonly nameOf?: (asked: Asked) => string
  /** Does all or nothing, and answers in their order. Never asked for one alone. */
  readonly all: (asked: readonly Asked[]) => Promise<readonly Answer[]>
  /** Does each for itself, with its own fault: one alone, or those that did not go together. Answers in their order. */
  readonly each: (asked: readonly Asked[]) => readonly Promise<Answer>[]
}

/** Gathers what is asked for while others are under way, and does it together. What comes alone is done alone, at once. */
export function together<Asked, Answer>({ atMost, lanes, nameOf, all, each }: Gathering<Asked, Answer>): (asked: Asked) => Promise<Answer> {
  interface Waiting {
    readonly asked: Asked
    readonly resolve: (answer: Answer) => void
    readonly reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let busy = 0
  let begins = false
  const underWay = new Set<string>()

  const next = (): Waiting[] => {
    const [now, later]: [Waiting[], Waiting[]] = [[], []]
    // Whoever waits for one of its name keeps the place before the next of that name.
    const passedBy = new Set<string>()
    for (const one of waiting) {
      const name = nameOf?.(one.asked)
      const free = name === undefined || !(underWay.has(name) || passedBy.has(name))
      if (now.length < atMost && free) {
        now.push(one)
        if (name !== undefined) underWay.add(name)
      } else {
        later.push(one)
        if (name !== undefined) passedBy.add(name)
      }
    }
    waiting = later
    return now
  }
  const done = (asked: Asked): void => {
    if (nameOf !== undefined) underWay.delete(nameOf(asked))
  }
  const apart = (batch: readonly Waiting[]): Promise<unknown> =>
    Promise.allSettled(
      each(batch.map(({ asked }) => asked)).map(async (answer, index) => {
        const one = batch[index]
        if (one) await answer.then(one.resolve, one.reject).finally(() => done(one.asked))
        pump()
      }),
    )
  const does = async (batch: readonly Waiting[]): Promise<void> => {
    if (batch.length === 1) return void (await apart(batch))
    try {
      const answers = await all(batch.map(({ asked }) => asked))
      for (const [index, answer] of answers.entries()) batch[index]?.resolve(answer)
      for (const { asked } of batch) done(asked)
    } catch {
      // Which of them it was shows now. One that has to wait long is not waited for: others come.
      void apart(batch)
    }
  }
  const pump = (): void => {
    begins = false
    while (busy < lanes) {
      const batch = next()
      if (batch.length === 0) return
      busy += 1
      void does(batch).finally(() => {
        busy -= 1
        pump()
      })
    }
  }
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (begins || busy === lanes) return
      begins = true
      // Those that arrive in the same turn of the loop go together.
      setImmediate(pump)
    })
}
