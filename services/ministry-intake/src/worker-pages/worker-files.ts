import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** A text, and the same made small. */
export interface Packed {
  readonly plain: string
  readonly br: Buffer
  readonly gzip: Buffer
}

/** Makes a text small once, at start. It is the same for everybody, so its length tells nothing. */
export function packed(plain: string): Packed {
  return { plain, br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }) }
}

/**
 * What the build of the pages made of the script, by its name; nothing where no pages were built, and then all works without.
 * @param pages folder of the built pages
 */
export function scriptsIn(pages: string | undefined): ReadonlyMap<string, Packed> {
  if (pages === undefined) return new Map()
  const found = ['page.js', 'seal.js'].map((name) => [name, join(pages, 'worker', name)] as const).filter(([, path]) => existsSync(path))
  return new Map(found.map(([name, path]) => [name, packed(readFileSync(path, 'utf8'))]))
}
