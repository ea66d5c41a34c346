/** As many pieces of work run side by side as each takes one of them. */
const LANES = 2

/** A piece of work, and how many lanes it takes; all unless told. */
export interface Laned {
  readonly lanes?: 1 | undefined
  readonly work: () => Promise<void>
}

/** Does all of it, side by side where there are lanes for it, and begins it in its order: what comes later never goes before what waits. */
export async function inLanes(all: readonly Laned[]): Promise<void> {
  let free = LANES
  const running = new Set<Promise<void>>()
  for (const { lanes = LANES, work } of all) {
    while (free < lanes) await Promise.race(running)
    free -= lanes
    const done = work().finally(() => {
      free += lanes
      running.delete(done)
    })
    running.add(done)
  }
  await Promise.all(running)
}
