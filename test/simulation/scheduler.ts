import { type Chance, wholeBetween } from '../kit/chance.ts'

/** Something that can stop for good between two of its steps: a process. */
export interface Mortal {
  readonly alive: boolean
}

/** The only clock and the only order of a history: what waits is let on one by one, as the seed says. */
export interface Scheduler {
  /** Virtual time, milliseconds since 1970. */
  readonly now: () => number
  /** A point where others may come first, time may pass and a process may die. Never resolves for the dead. */
  readonly gate: (who: Mortal) => Promise<void>
  /** Calls back when virtual time has come that far. */
  readonly at: (time: number, what: () => void) => void
  /** Runs until virtual time has come that far and nothing is ready. `wake` is asked for times that nobody set a timer for. */
  readonly runUntil: (time: number, wake: () => Wake | undefined) => Promise<void>
}

/** Something that is to happen at a time, unless something else happens first. */
export interface Wake {
  readonly at: number
  readonly what: () => void
}

/** One in so many gates is slow, and how slow at most, milliseconds. */
const SLOW_ONE_IN = 40
const SLOW_AT_MOST = 3_000
/** A history that needs more turns than this does not come to rest. */
const TURNS_AT_MOST = 400_000

const macrotask = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Makes a scheduler that starts at `start`. */
export function scheduler(start: number, chance: Chance): Scheduler {
  let now = start
  let turns = 0
  const ready: { readonly who: Mortal; readonly go: () => void }[] = []
  const timers: Wake[] = []

  const at = (time: number, what: () => void): void => {
    const wake = { at: Math.max(time, now), what }
    let place = timers.length
    while (place > 0 && (timers[place - 1]?.at ?? 0) > wake.at) place -= 1
    timers.splice(place, 0, wake)
  }
  /** Lets one of those that wait at a gate go on. */
  const letOn = (): boolean => {
    if (ready.length === 0) return false
    const [one] = ready.splice(Math.floor(chance() * ready.length), 1)
    if (one?.who.alive) one.go()
    return true
  }
  const quiet = async (): Promise<void> => {
    // Promises first, then what was put off to the next turn of the loop, then the promises of that.
    await macrotask()
    if (ready.length > 0) return
    await macrotask()
  }

  return {
    now: () => now,
    at,
    gate: (who) =>
      new Promise((go) => {
        if (!who.alive) return
        const wait = () => void ready.push({ who, go })
        if (chance() * SLOW_ONE_IN < 1) at(now + wholeBetween(chance, 1, SLOW_AT_MOST), wait)
        else wait()
      }),
    runUntil: async (time, wake) => {
      for (;;) {
        turns += 1
        if (turns > TURNS_AT_MOST) throw new Error('the history does not come to rest')
        await quiet()
        if (letOn()) continue
        const woken = wake()
        const [timer] = timers
        const next = woken && (!timer || woken.at < timer.at) ? woken : timer
        if (!next || next.at > time) {
          now = Math.max(now, time)
          return
        }
        now = Math.max(now, next.at)
        if (next === timer) timers.shift()
        next.what()
      }
    },
  }
}
