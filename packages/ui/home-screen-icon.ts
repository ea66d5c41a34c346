import { crc32, deflateSync } from 'node:zlib'

/** The icon on the home screen: a notebook, since what it is must not be read off a phone that others see. */
const SIDE = 512
const PAPER = [246, 245, 241] as const
const COVER = [83, 94, 107] as const

interface Shape {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly round: number
  readonly colour: readonly [number, number, number]
}

/** Drawn from back to front, in a square of 512; the middle four fifths are safe where a phone cuts a circle out of it. */
const SHAPES: readonly Shape[] = [
  { x: 0, y: 0, width: SIDE, height: SIDE, round: 0, colour: PAPER },
  { x: 136, y: 96, width: 240, height: 320, round: 24, colour: COVER },
  { x: 176, y: 96, width: 12, height: 320, round: 0, colour: PAPER },
  { x: 220, y: 176, width: 116, height: 16, round: 8, colour: PAPER },
  { x: 220, y: 224, width: 116, height: 16, round: 8, colour: PAPER },
  { x: 220, y: 272, width: 72, height: 16, round: 8, colour: PAPER },
]

/** The icon as SVG. */
export function iconAsSvg(): string {
  const rects = SHAPES.map(
    ({ x, y, width, height, round, colour }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="rgb(${colour.join(' ')})"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}">${rects.join('')}</svg>`
}

const SAMPLES = [1 / 8, 3 / 8, 5 / 8, 7 / 8] as const

/** The icon as PNG (8 bit RGB), `side` pixels square, sixteen samples a pixel. */
export function iconAsPng(side: number): Buffer {
  const line = 1 + side * 3
  const pixels = Buffer.alloc(line * side)
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) pixels.set(colourAt(x, y, SIDE / side), y * line + 1 + x * 3)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function colourAt(x: number, y: number, scale: number): number[] {
  const sum = [0, 0, 0]
  for (const dy of SAMPLES)
    for (const dx of SAMPLES) {
      const colour = SHAPES.findLast((shape) => covers(shape, (x + dx) * scale, (y + dy) * scale))?.colour ?? PAPER
      for (const at of [0, 1, 2]) sum[at] = (sum[at] ?? 0) + (colour[at] ?? 0)
    }
  return sum.map((part) => Math.round(part / SAMPLES.length ** 2))
}

function covers({ x, y, width, height, round }: Shape, px: number, py: number): boolean {
  // How far a point lies outside of the rectangle that is left when its round edge is taken off.
  const dx = Math.max(x + round - px, px - (x + width - round), 0)
  const dy = Math.max(y + round - py, py - (y + height - round), 0)
  return px >= x && px <= x + width && py >= y && py <= y + height && dx * dx + dy * dy <= Math.max(round, 0.001) ** 2
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
