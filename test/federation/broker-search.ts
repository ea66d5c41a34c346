import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formsOf, PLANTED } from '../people/planted.ts'

/** Every file below a folder, whole. */
function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A file's bytes; none of one that the server renamed meanwhile: it is there under its other name, written anew a moment later. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (fault) {
    if (file.endsWith('.tmp') && fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return Buffer.alloc(0)
    throw fault
  }
}

/** What of the invented people's secrets stands in files, in any of its forms: `<what> in <file>`. T12. */
export function secretsIn(dirs: readonly string[]): { readonly searched: number; readonly found: readonly string[] } {
  const files = dirs.flatMap(filesBelow)
  const needles = PLANTED.map(({ of, what, text }) => ({ name: `${what} of ${of}`, forms: formsOf(text).map((form) => Buffer.from(form)) }))
  const found = files.flatMap((file) => {
    const content = contentOf(file)
    return needles.filter(({ forms }) => forms.some((form) => content.includes(form))).map(({ name }) => `${name} in ${file}`)
  })
  return { searched: files.length, found }
}
