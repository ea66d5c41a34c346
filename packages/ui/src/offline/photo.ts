import type { Bytes } from './sealing.ts'

/** A picture as it is kept: no longer than this on its longer side, and no larger. */
const LONGEST_SIDE = 2000
const MOST_BYTES = 1_500_000
/** Tried one after the other until it is small enough. */
const TRIES = [
  [1, 0.85],
  [1, 0.7],
  [0.7, 0.7],
  [0.5, 0.6],
] as const

/**
 * A picture drawn anew, as JPEG: what the camera wrote beside it (place, time, device) is not drawn. Upright, as the camera held it.
 * @throws where it is no picture this browser can draw
 */
export async function drawnAnew(file: Blob): Promise<Bytes> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (const [size, quality] of TRIES) {
      const drawn = await drawnAt(picture, size, quality)
      if (drawn.length <= MOST_BYTES) return assertBare(drawn)
    }
  } finally {
    picture.close()
  }
  throw new Error('the picture stays too large')
}

async function drawnAt(picture: ImageBitmap, size: number, quality: number): Promise<Bytes> {
  const { width, height } = fitted(picture, LONGEST_SIDE * size)
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no pictures')
  context.drawImage(picture, 0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (!blob) throw new Error('this browser draws no JPEG')
  return new Uint8Array(await blob.arrayBuffer())
}

/** The same shape, no longer than `longest` on its longer side. */
export function fitted({ width, height }: { readonly width: number; readonly height: number }, longest: number) {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Lets a JPEG through that bears nothing but a picture. @throws where a browser wrote more into it */
function assertBare(jpeg: Bytes): Bytes {
  if (extrasOf(jpeg).length > 0) throw new Error('the picture says more than it shows')
  return jpeg
}

const START = 0xd8
const SCAN = 0xda
const COMMENT = 0xfe
const APP_0 = 0xe0
const APP_2 = 0xe2
const APP_15 = 0xef

/**
 * What a JPEG bears beside the picture: names of its segments for Exif, XMP, comments and the like, before the first scan. JFIF (APP0) and a
 * colour profile (APP2) are how it is shown.
 */
export function extrasOf(jpeg: Uint8Array): readonly string[] {
  const extras: string[] = []
  if (jpeg[0] !== 0xff || jpeg[1] !== START) return ['no JPEG']
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] ?? 0
    if (marker === SCAN) break
    if (marker === COMMENT || (marker > APP_0 && marker <= APP_15 && marker !== APP_2)) extras.push(`0x${marker.toString(16)}`)
    at += 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0)
  }
  return extras
}
