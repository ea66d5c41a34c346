import { createRequire } from 'node:module'
import type { Bidi } from 'bidi-js'

/** Which way a paragraph runs. */
export type Direction = 'rtl' | 'ltr'

/** The two halves of the printing font: letters of Arabic, and everything else. */
export type Half = 'arabic' | 'latin'

/** What stands side by side in one font and one direction, as a font's shaper takes it. */
export interface Run {
  readonly text: string
  readonly half: Half
}

/** One printed line: its runs from left to right. */
export type Line = readonly Run[]

/** Width of a run in points. */
export type Measure = (run: Run) => number

// Its types describe a module with a default export, and Node is given the function itself.
const factory: () => Bidi = createRequire(import.meta.url)('bidi-js')
const bidi = factory()
const LEFT_TO_RIGHT = '\u2066'
const OF_ITS_OWN = '\u2068'
const END = '\u2069'
const MARKS = /[\u2066\u2068\u2069]/g
const PRINTABLE =
  /^[\u0020-\u007e\u00ab\u00b7\u00bb\u00c0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u0606-\u061b\u061e-\u06a1\u06a3-\u06ff]+$/
const ARABIC = /[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]/

/** A name, number or time that is read from left to right wherever it stands (UAX #9, isolates). */
export function leftToRight(text: string): string {
  return `${LEFT_TO_RIGHT}${text}${END}`
}

/** Something said by others, which runs as its first letter does and turns nothing around it. */
export function ofItsOwn(text: string): string {
  return `${OF_ITS_OWN}${text}${END}`
}

/** Whether the printing font has every character; marks that turn text round are none. */
export function isPrintable(text: string): boolean {
  return PRINTABLE.test(text)
}

/** The text as a reader takes it in, without the marks that only steer its printing. */
export function spoken(text: string): string {
  return text.replace(MARKS, '')
}

/**
 * Sets a paragraph in lines of a width (points): broken at spaces, a word that is too long wherever it must, each line reordered by
 * the Unicode bidirectional algorithm (UAX #9) and cut into runs.
 */
export function setLines(text: string, direction: Direction, width: number, measure: Measure): Line[] {
  const embedding = bidi.getEmbeddingLevels(text, direction)
  const runs = (start: number, end: number): Run[] =>
    runsOf(text, embedding.levels, bidi.getReorderedIndices(text, embedding, start, end - 1).slice(start, end))
  const widthOf = (start: number, end: number): number => runs(start, end).reduce((sum, run) => sum + measure(run), 0)
  return breaks(text, width, widthOf).map(([start, end]) => runs(start, end))
}

/** Where lines begin and end. Letters join within words only, so the width of a line is that of its words and spaces. */
function breaks(text: string, width: number, widthOf: (start: number, end: number) => number): [number, number][] {
  const lines: [number, number][] = []
  let [start, end, filled] = [0, 0, 0]
  const take = (from: number, to: number): void => {
    const more = widthOf(end, to)
    if (end > start && filled + more > width) {
      lines.push([start, end])
      start = from
      filled = widthOf(from, to)
    } else filled += more
    end = to
  }
  for (const { index, 0: word } of text.matchAll(/\S+/g)) {
    const last = index + word.length
    if (widthOf(index, last) <= width) take(index, last)
    // What is too long for a line of its own is cut where the line is full.
    else for (let cut = index; cut < last; cut += 1) take(cut, cut + 1)
  }
  if (end > start) lines.push([start, end])
  return lines
}

/** Runs from left to right. A shaper turns Arabic letters round by itself, and nothing else: what is neither is turned here. */
function runsOf(text: string, levels: Uint8Array, visual: readonly number[]): Run[] {
  const runs: { half: Half; reversed: boolean; characters: string[] }[] = []
  let last: number | undefined
  for (const index of visual) {
    const character = text[index] ?? ''
    if (spoken(character) === '') continue
    const half = ARABIC.test(character) ? 'arabic' : 'latin'
    const reversed = (levels[index] ?? 0) % 2 === 1
    const shown = reversed ? (bidi.getMirroredCharacter(character) ?? character) : character
    const run = runs.at(-1)
    const follows = last !== undefined && Math.abs(index - last) === 1
    if (run !== undefined && follows && run.half === half && run.reversed === reversed) run.characters.push(shown)
    else runs.push({ half, reversed, characters: [shown] })
    last = index
  }
  return runs.map(({ half, reversed, characters }) => ({
    half,
    text: (half === 'arabic' && reversed && characters.some(isLetter) ? characters.reverse() : characters).join(''),
  }))
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character)
