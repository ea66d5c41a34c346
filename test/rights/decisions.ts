import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../run/process.ts'

/** A function as it is found: what it takes is the table's to know. */
export type Deciding = (...given: readonly unknown[]) => unknown

/** Where decisions are: modules without a role in their name (STYLE). The committee's are of members: it sees no person (D-7). */
const FOLDERS = ['packages/policy/src', 'packages/desk/src', 'services']
const LEFT_OUT = /^services\/national-committee\/|^services\/[^/]+\/(?!src\/)|\/proceedings\/|\/(index|service|kind|main)\.ts$/

const modules = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules') && !LEFT_OUT.test(file)),
)

/** `shelter/stay` for services/shelter/src/stays/stay.ts. */
const nameOf = (file: string): string => `${file.split('/')[1]}/${file.split('/').at(-1)?.replace(/\.ts$/, '')}`

/** Every function of every module that decides, by `<package or service>/<module>.<name>`. */
export async function decisionsFound(): Promise<ReadonlyMap<string, Deciding>> {
  const found = new Map<string, Deciding>()
  for (const file of modules) {
    const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(root, file)).href)
    for (const [name, value] of Object.entries(module))
      if (typeof value === 'function') found.set(`${nameOf(file)}.${name}`, (...given) => Reflect.apply(value, undefined, given))
  }
  return found
}

/** Names by which this tree calls what permits or refuses: whoever adds one adds it to the table. */
export const PERMITS = /\.(assert|may|is|keeps|starts|approve|refuse|pay|misfit|respond)([A-Z]|$)/
