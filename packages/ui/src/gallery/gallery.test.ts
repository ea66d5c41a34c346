import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..')
/** Frames of a whole screen, shown by every page. */
const FRAMES = ['Page', 'Read']

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
