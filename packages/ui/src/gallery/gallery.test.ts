import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..')
const SERVICES = join(SRC, '../../../services')
/** Frames of a whole screen, and of the list of a field, shown by every page and by `PickField`. */
const FRAMES = ['Page', 'Read', 'StayingList']

test('the gallery shows every component and every picture', () => {
  const gallery = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('-specimens.tsx'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n')
  const names = ['components', 'pictures'].flatMap((folder) =>
    readdirSync(join(SRC, folder))
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => [...readFileSync(join(SRC, folder, file), 'utf8').matchAll(/^export function ([A-Z]\w+)/gm)])
      .map(([, name = '']) => name),
  )
  expect(names.length).toBeGreaterThan(25)
  expect(names.filter((name) => !FRAMES.includes(name) && !gallery.includes(`<${name}`))).toEqual([])
})

/** What reads by itself what it shows: a page, a list. What is in it is shown apart. */
const READ_BY_THEMSELVES = ['ApplicationsCard', 'ComplaintCounts', 'OpenMeasures', 'ReportView']

/** Components that a kind of organisation has beside its pages and dialogs, and which of them its gallery does not show. */
function ownOf(kind: string): { readonly names: readonly string[]; readonly missing: readonly string[] } {
  const web = join(SERVICES, kind, 'web')
  const sources = existsSync(web) ? readdirSync(web).filter((file) => file.endsWith('.tsx') && !file.endsWith('-dialog.tsx')) : []
  const read = (file: string): string => readFileSync(join(web, file), 'utf8')
  const names = sources
    .flatMap((file) => [...read(file).matchAll(/^export function ([A-Z]\w+)/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !READ_BY_THEMSELVES.includes(name))
  const gallery = sources.includes('specimens.tsx') && read('main.tsx').includes("import('./specimens.tsx')") ? read('specimens.tsx') : ''
  return { names, missing: names.filter((name) => !gallery.includes(`<${name}`)) }
}

test('the gallery of a kind shows what the kind has of its own', () => {
  const own = readdirSync(SERVICES).map((kind) => ({ kind, ...ownOf(kind) }))
  expect(own.filter(({ names }) => names.length > 0).length).toBeGreaterThanOrEqual(6)
  expect(own.filter(({ missing }) => missing.length > 0).map(({ kind, missing }) => [kind, missing])).toEqual([])
})
