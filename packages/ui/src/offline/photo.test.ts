import { expect, test } from 'vitest'
import { extrasOf, fitted } from './photo.ts'

const segment = (marker: number, content: readonly number[]) => [0xff, marker, 0, content.length + 2, ...content]
const jpeg = (...segments: readonly (readonly number[])[]) =>
  new Uint8Array([0xff, 0xd8, ...segments.flat(), 0xff, 0xda, 0, 2, 0xff, 0xe1, 0xff, 0xd9])

test('what a camera writes beside a picture is seen, wherever it stands; what shows the picture is no such thing', () => {
  expect(extrasOf(jpeg(segment(0xe0, [0x4a, 0x46]), segment(0xe2, [1]), segment(0xdb, [2])))).toEqual([])
  expect(extrasOf(jpeg(segment(0xe0, [1]), segment(0xe1, [0x45, 0x78, 0x69, 0x66])))).toEqual(['0xe1'])
  expect(extrasOf(jpeg(segment(0xfe, [1]), segment(0xed, [1])))).toEqual(['0xfe', '0xed'])
  expect(extrasOf(new Uint8Array([0x89, 0x50]))).toEqual(['no JPEG'])
})

test('a picture keeps its shape and is never made larger', () => {
  expect(fitted({ width: 4000, height: 3000 }, 2000)).toEqual({ width: 2000, height: 1500 })
  expect(fitted({ width: 300, height: 400 }, 2000)).toEqual({ width: 300, height: 400 })
  expect(fitted({ width: 10_000, height: 1 }, 2000)).toEqual({ width: 2000, height: 1 })
})
