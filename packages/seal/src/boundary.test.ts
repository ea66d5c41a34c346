import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

type Sources = Readonly<Record<string, string>>

/** Every file of the package, by path from `src`. */
const sources: Sources = Object.fromEntries(
  globSync('**/*.ts', { cwd: import.meta.dirname }).map((file) => [file, readFileSync(join(import.meta.dirname, file), 'utf8')]),
)

const importsOf = (file: string, all: Sources): string[] =>
  [...(all[file] ?? '').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) => normalize(join(dirname(file), path ?? '')))

/** All files that a folder's production files reach, in however many steps. */
function reachedFrom(folder: string, all: Sources): Set<string> {
  const reached = new Set(Object.keys(all).filter((file) => file.startsWith(folder) && !file.endsWith('.test.ts')))
  for (const file of reached) for (const next of importsOf(file, all)) reached.add(next)
  return reached
}

const sealingIn = (reached: Set<string>) => [...reached].filter((file) => file.startsWith('sealing/'))

describe('opening does not depend on sealing', () => {
  it('reaches no file of sealing, in any number of steps', () => {
    const reached = reachedFrom('opening/', sources)
    expect(reached.has('opening/envelope.ts')).toBe(true)
    expect(reached.has('format/base64url.ts')).toBe(true)
    expect(sealingIn(reached)).toEqual([])
  })

  it('would see it: planted directly, planted behind another file, planted as a dynamic import', () => {
    expect(
      sealingIn(reachedFrom('opening/', { ...sources, 'opening/planted.ts': "import { sealTo } from '../sealing/seal-to.ts'" })),
    ).toContain('sealing/seal-to.ts')
    expect(sealingIn(reachedFrom('opening/', { ...sources, 'format/base64url.ts': "export { pad } from '../sealing/pad.ts'" }))).toContain(
      'sealing/pad.ts',
    )
    expect(sealingIn(reachedFrom('opening/', { ...sources, 'opening/planted.ts': "await import('../sealing/sign.ts')" }))).toContain(
      'sealing/sign.ts',
    )
  })
})
