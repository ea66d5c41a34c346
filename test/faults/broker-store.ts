import { cpSync, existsSync, globSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Chance, oneOf, wholeBetween } from '../kit/chance.ts'

/** Where a bus server keeps what it acknowledged. */
export function storeOf(serverDir: string): string {
  return join(serverDir, 'jetstream')
}

/** Copies the store while the server runs, as a snapshot of its disk would. */
export function copyStore(serverDir: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  // Files come and go while they are copied: what is gone by then was not in the snapshot.
  cpSync(storeOf(serverDir), to, { recursive: true, filter: (file) => existsSync(file) })
}

/** Puts a copy in the place of the store, or nothing at all; the server must be down. */
export function replaceStore(serverDir: string, copy: string | undefined): void {
  rmSync(storeOf(serverDir), { recursive: true, force: true })
  if (copy !== undefined) cpSync(copy, storeOf(serverDir), { recursive: true })
}

/** Flips one bit of one file of the store, or cuts its tail off; the server must be down. Answers what was done, and to which file. */
export function damageStore(serverDir: string, chance: Chance): string {
  const files = globSync('**/*', { cwd: storeOf(serverDir) })
    .map((name) => join(storeOf(serverDir), name))
    .filter((file) => statSync(file).isFile() && statSync(file).size > 0)
    .sort()
  // Most files are small and tell of streams and consumers; the blocks hold the messages.
  const blocks = files.filter((file) => file.endsWith('.blk'))
  const file = oneOf(chance, blocks.length > 0 && chance() < 0.6 ? blocks : files)
  const { size } = statSync(file)
  const name = relative(storeOf(serverDir), file).split('/').slice(-2).join('/')
  if (chance() < 0.5) {
    const left = wholeBetween(chance, 0, size - 1)
    truncateSync(file, left)
    return `${name} cut to ${left} of ${size}`
  }
  const bytes = readFileSync(file)
  const at = wholeBetween(chance, 0, size - 1)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << wholeBetween(chance, 0, 7))
  writeFileSync(file, bytes)
  return `${name} bit flipped at ${at}`
}
