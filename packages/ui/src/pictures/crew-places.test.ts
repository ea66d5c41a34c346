import { expect, test } from 'vitest'
import { crewPlaces, MOST_DRAWN } from './crew-places.ts'

test('everybody of a crew has a place of their own around the employer, and none is in the middle', () => {
  for (const count of [1, 2, 7, 12, 13, 30, 31, MOST_DRAWN]) {
    const { places, reach } = crewPlaces(count)
    expect(places).toHaveLength(count)
    for (const [at, { x, y }] of places.entries()) {
      expect(Math.hypot(x, y)).toBeGreaterThan(40)
      expect(Math.hypot(x, y)).toBeLessThan(reach + 1)
      for (const other of places.slice(at + 1)) expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(13)
    }
  }
})

test('what is too many to draw is left to the words', () => {
  expect(crewPlaces(500).places).toHaveLength(MOST_DRAWN)
  expect(crewPlaces(0).places).toEqual([])
})
