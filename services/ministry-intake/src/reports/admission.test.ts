import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { bucket, puzzles } from './admission.ts'

const START = Date.parse('2026-11-22T09:00:00.000Z')
const keyring = {
  wrap: (bytes: Uint8Array) => Buffer.concat([Buffer.from('sealed:'), bytes]),
  unwrap: (bytes: Uint8Array) => {
    const sealed = Buffer.from(bytes)
    if (!sealed.subarray(0, 7).equals(Buffer.from('sealed:'))) throw new Error('not ours')
    return sealed.subarray(7)
  },
}
const solve = (puzzle: string, bits: number): string => {
  for (let solution = 0; ; solution += 1) {
    const value = hash('sha256', `${puzzle}.${solution}`, 'buffer').readUInt32BE(0)
    if (value >>> (32 - bits) === 0) return String(solution)
  }
}

test('A8: a solved puzzle is known by its name; unsolved, invented or old it is refused', () => {
  let now = START
  const work = puzzles(keyring, () => now, 10)
  const { puzzle, bits } = work.make()
  const solution = solve(puzzle, bits)
  expect(work.check(puzzle, solution)).toEqual({
    name: hash('sha256', puzzle, 'buffer'),
    until: '2026-11-22T09:10:00.000Z',
  })
  const unsolved = expect.objectContaining({ code: 'puzzle-unsolved' })
  const invented = Buffer.from('sealed:somebody made this up').toString('base64url')
  for (const [given, answer] of [
    [puzzle, `${solution}0`],
    [puzzle, 'x'],
    [invented, solve(invented, bits)],
    [`${puzzle}=`, solve(`${puzzle}=`, bits)],
    ['', ''],
  ] as const) {
    expect(() => work.check(given, answer)).toThrow(unsolved)
  }
  now += 10 * 60_000 + 1
  expect(() => work.check(puzzle, solution)).toThrow(unsolved)
})

test('A8: the bucket of everybody holds a minute’s worth and fills evenly', () => {
  let now = START
  const take = bucket(20, () => now)
  const empty = expect.objectContaining({ code: 'too-many-requests' })
  for (let one = 0; one < 20; one += 1) take()
  expect(take).toThrow(empty)
  now += 3_000
  take()
  expect(take).toThrow(empty)
  now += 3_600_000
  for (let one = 0; one < 20; one += 1) take()
  expect(take).toThrow(empty)
})
