import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Writes a new kind of organisation into a folder of its own, by the command everybody would use. */
export function throwAwayKind(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'ihala-kinds-'))
  execFileSync(process.execPath, [join(ROOT, 'infra', 'new.ts'), name, '--into', dir], { stdio: 'pipe' })
  if (!existsSync(join(dir, name, 'demo.json'))) throw new Error(`the new kind ${name} was not written`)
  return dir
}
