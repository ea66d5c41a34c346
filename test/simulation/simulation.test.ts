import { describe, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { type History, history, shortened, told } from './history.ts'

/** Histories of this run. */
const HISTORIES = isLong() ? 5_000 : 100
/** Of these, how many are lived twice. */
const TWICE = 100
/** A member that is away for fifteen days takes an hourly head of each partner's log (DESIGN §9): some histories are a hundred times the others. */
const ROOM = 400_000
/** The seeds of a run lie apart from those of its neighbours. */
const FIRST = seed() * 1_000_000

const lived: History[] = []

describe('the whole federation in one process', () => {
  test(
    'T51: whatever breaks, nothing is lost or doubled, somebody is always responsible, and both ends agree',
    async () => {
      for (let one = FIRST; one < FIRST + HISTORIES; one += 1) {
        const ended = await history(one)
        lived.push(ended)
        if (ended.problems.length > 0) expect.fail(told(await shortened(ended)))
      }
      // Histories in which nothing happens would prove nothing.
      const events = lived.reduce((sum, one) => sum + one.events, 0)
      figure('T51', { seed: seed(), histories: lived.length, events, problems: 0 })
      expect(events).toBeGreaterThan(5 * HISTORIES)
    },
    isLong() ? 3_600_000 : ROOM,
  )

  test(
    'T51: the same seed is the same history, 100 of 100',
    async () => {
      const again: string[] = []
      for (const { seed: one } of lived.slice(0, TWICE)) again.push((await history(one)).hash)
      expect(again).toEqual(lived.slice(0, TWICE).map(({ hash }) => hash))
      expect(new Set(again).size).toBe(TWICE)
      figure('T51 lived twice', { seed: seed(), histories: TWICE, 'another hash': 0 })
    },
    ROOM,
  )
})
