import { expect, test } from 'vitest'
import { together } from './together.ts'

/** One that notes what was done together, and lets each go on when it is told to. */
function noting(options: { readonly atMost?: number; readonly lanes?: number; readonly bad?: string } = {}) {
  const { atMost = 4, lanes = 1, bad } = options
  const done: string[] = []
  const waits: (() => void)[] = []
  const work = async (names: readonly string[]): Promise<readonly string[]> => {
    done.push(names.join('+'))
    await new Promise<void>((go) => void waits.push(go))
    if (bad !== undefined && names.includes(bad)) throw new Error(`${bad} is bad`)
    return names.map((name) => name.toUpperCase())
  }
  const ask = together<string, string>({
    atMost,
    lanes,
    nameOf: (name) => name.slice(0, 1),
    all: work,
    each: (names) => names.map(async (name) => (await work([name]))[0] ?? ''),
  })
  return {
    ask,
    done,
    /** Until nothing more begins; lets on what is under way. */
    rest: async () => {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        await new Promise((resolve) => void setImmediate(resolve))
        if (waits.length > 0) quiet = 0
        for (const go of waits.splice(0)) go()
      }
    },
    /** Until what was asked for has begun. */
    begun: () => new Promise((resolve) => void setImmediate(resolve)),
  }
}

test('what comes alone is done alone, and what comes meanwhile goes together, so many at most', async () => {
  const { ask, done, rest, begun } = noting()
  const first = ask('a')
  await begun()
  const others = ['b', 'c', 'd', 'e', 'f'].map(ask)
  await rest()
  expect(done).toEqual(['a', 'b+c+d+e', 'f'])
  expect(await Promise.all([first, ...others])).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
})

test('one after the other of those that have one name, also with a lane free', async () => {
  const { ask, done, rest } = noting({ lanes: 2 })
  const all = ['a1', 'b1', 'a2', 'a3', 'b2'].map(ask)
  await rest()
  expect(done).toEqual(['a1+b1', 'a2+b2', 'a3'])
  expect(await Promise.all(all)).toEqual(['A1', 'B1', 'A2', 'A3', 'B2'])
})

test('when it does not go together each is done for itself, with its own fault, and its name is kept until then', async () => {
  const { ask, done, rest } = noting({ bad: 'b' })
  const all = Promise.allSettled(['a', 'b', 'c', 'a2'].map(ask))
  await rest()
  expect(done).toEqual(['a+b+c', 'a', 'b', 'c', 'a2'])
  expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
    'A',
    'Error: b is bad',
    'C',
    'A2',
  ])
})
