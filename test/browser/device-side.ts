import type { Page } from 'playwright-core'

/** All that a browser keeps of a page, as bytes. */
export interface KeptOnDevice {
  /** Where something is kept. */
  readonly places: readonly string[]
  /** Paths of what lies in its caches. */
  readonly cached: readonly string[]
  /** Service workers that are registered. */
  readonly workers: number
  /** Whether a word stands anywhere: as UTF-8, UTF-16 or base64. */
  readonly has: (word: string) => boolean
}

/** Reads all that the page's origin keeps: IndexedDB, Cache Storage with its headers, localStorage, sessionStorage, cookies a page sees. */
export async function keptOnDevice(page: Page): Promise<KeptOnDevice> {
  const { found, workers } = await page.evaluate(async () => {
    const found: { place: string; path?: string; text: string }[] = []
    /** Every string and every byte of a value. */
    const textOf = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return textOf(new Uint8Array(value))
      if (ArrayBuffer.isView(value))
        return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)].map((byte) => String.fromCharCode(byte)).join('')
      if (Array.isArray(value)) return value.map(textOf).join('\n')
      if (typeof value === 'object' && value !== null)
        return Object.entries(value)
          .map(([name, one]) => `${name}\n${textOf(one)}`)
          .join('\n')
      return unescape(encodeURIComponent(String(value)))
    }
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    for (const { name = '' } of await indexedDB.databases()) {
      const base = await asked(indexedDB.open(name))
      for (const store of base.objectStoreNames) {
        const rows = await asked(base.transaction(store).objectStore(store).getAll())
        if (rows.length > 0) found.push({ place: `indexeddb ${name}/${store}`, text: textOf(rows) })
      }
      base.close()
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const answer = await cache.match(request)
        const body = answer ? textOf(await answer.arrayBuffer()) : ''
        found.push({
          place: 'cache',
          path: new URL(request.url).pathname,
          text: [request.url, textOf([...(answer?.headers ?? [])]), body].join('\n'),
        })
      }
    }
    for (const [place, store] of Object.entries({ localStorage, sessionStorage }))
      if (store.length > 0) found.push({ place, text: textOf({ ...store }) })
    if (document.cookie !== '') found.push({ place: 'cookie', text: document.cookie })
    return { found, workers: (await navigator.serviceWorker.getRegistrations()).length }
  })
  const all = found.map(({ text }) => text).join('\n')
  return {
    places: [...new Set(found.map(({ place }) => place))],
    cached: found.flatMap(({ path }) => (path === undefined ? [] : [path])),
    workers,
    has: (word) =>
      [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')].some(
        (bytes) => all.includes(bytes.toString('latin1')) || all.includes(bytes.toString('base64').replace(/=+$/, '').slice(0, -1)),
      ),
  }
}

/**
 * A JPEG as a camera writes it, drawn by the page: with Exif that names the place where it was taken (GPS latitude and longitude, and a
 * description in words).
 */
export async function withPlace(page: Page, words: string): Promise<Buffer> {
  const drawn = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    context.fillStyle = '#b98'
    context.fillRect(0, 0, 320, 240)
    context.fillStyle = '#246'
    context.fillRect(60, 40, 200, 160)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))]
  })
  const jpeg = Buffer.from(drawn)
  return Buffer.concat([jpeg.subarray(0, 2), exif(words), jpeg.subarray(2)])
}

const ASCII = 2
const LONG = 4
const RATIONAL = 5

/** An APP1 segment: a TIFF directory with a description, and the GPS directory it points at. */
function exif(words: string): Buffer {
  const text = Buffer.from(`${words}\0`, 'latin1')
  const first = 8
  const gps = first + 2 + 2 * 12 + 4
  const content = gps + 2 + 4 * 12 + 4
  const description = content + 2 * 24
  const tiff = Buffer.alloc(description + text.length)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(first, 4)
  entries(tiff, first, [
    [0x010e, ASCII, text.length, description],
    [0x8825, LONG, 1, gps],
  ])
  entries(tiff, gps, [
    [0x0001, ASCII, 2, 'N'.charCodeAt(0)],
    [0x0002, RATIONAL, 3, content],
    [0x0003, ASCII, 2, 'E'.charCodeAt(0)],
    [0x0004, RATIONAL, 3, content + 24],
  ])
  for (const [at, value] of [25, 17, 7, 51, 31, 51].entries()) {
    tiff.writeUInt32LE(value, content + at * 8)
    tiff.writeUInt32LE(1, content + at * 8 + 4)
  }
  text.copy(tiff, description)
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.from('Exif\0\0', 'latin1'), tiff])
  segment.writeUInt16BE(segment.length - 2, 2)
  return segment
}

function entries(tiff: Buffer, at: number, rows: readonly (readonly [number, number, number, number])[]): void {
  tiff.writeUInt16LE(rows.length, at)
  for (const [index, [tag, type, count, value]] of rows.entries()) {
    const row = at + 2 + index * 12
    tiff.writeUInt16LE(tag, row)
    tiff.writeUInt16LE(type, row + 2)
    tiff.writeUInt32LE(count, row + 4)
    tiff.writeUInt32LE(value, row + 8)
  }
}
