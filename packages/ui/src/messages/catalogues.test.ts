import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { catalogueFaults, FIRST_TEXTS, isFirstText } from '../../catalogues.ts'
import { FAMILIES, OPEN_FAMILIES } from '../i18n/families.ts'
import ar from './ar.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }

const catalogues: Readonly<Record<string, Readonly<Record<string, string>>>> = { ar, en }
const keys = Object.keys(ar).filter((key) => !key.startsWith('$'))
const words = Object.entries({ ...FAMILIES, ...OPEN_FAMILIES }).flatMap(([family, codes]) => codes.map((code) => `${family}.${code}`))

test('both languages have the same keys, and no text is empty', () => {
  expect(catalogueFaults(catalogues)).toEqual([])
  expect(Object.keys(en)).toEqual(Object.keys(ar))
})

test('a key that one language lacks, an empty text or a catalogue that does not say who reviewed it stops the build of the pages', () => {
  const whole = { $about: 'a', $review: 'b', one: '1' }
  expect(catalogueFaults({ ar: whole, en: whole })).toEqual([])
  expect(catalogueFaults({ ar: whole, en: { ...whole, two: '2' } })).toEqual(['ar lacks two'])
  expect(catalogueFaults({ ar: { ...whole, one: ' ' }, en: whole })).toEqual(['ar has no text for one'])
  expect(catalogueFaults({ ar: { $about: 'a', one: '1' }, en: whole })).toEqual(['ar lacks $review'])
})

test('every code of every list has its word', () => {
  expect(words.filter((word) => !keys.includes(word))).toEqual([])
})

test('no key is used nowhere', () => {
  const root = join(import.meta.dirname, '../../../..')
  const folders = [join(root, 'packages/ui/src'), ...readdirSync(join(root, 'services')).map((kind) => join(root, 'services', kind, 'web'))]
  const literals = new Set<string>()
  const patterns: RegExp[] = []
  for (const text of folders.flatMap(sources)) {
    for (const [, literal = ''] of text.matchAll(/['"]([a-z][\w-]*(?:\.[\w-]+)+)['"]/g)) literals.add(literal)
    for (const [, template = ''] of text.matchAll(/`([a-z][\w-]*\.[^`\s]*\$\{[^`]*)`/g)) patterns.push(matching(template))
  }
  const used = (key: string) => words.includes(key) || literals.has(key) || patterns.some((pattern) => pattern.test(key))
  expect(keys.filter((key) => !used(key))).toEqual([])
})

test('what the first screen says is there, is little, and goes before all else', () => {
  expect(FIRST_TEXTS.filter((first) => !keys.some((key) => (first.endsWith('.') ? key.startsWith(first) : key === first)))).toEqual([])
  expect(['work.title', 'beds.title', 'need.shelter', 'problem.no-answer'].filter(isFirstText)).toHaveLength(4)
  expect(['$about', 'beds.title.hint', 'my-data.asked', 'problem.body-invalid'].filter(isFirstText)).toEqual([])
  expect(keys.filter(isFirstText).length).toBeLessThan(keys.length / 6)
})

test('all that the menu says goes with the first screen', () => {
  const menu = readFileSync(join(import.meta.dirname, '../shell/ways.ts'), 'utf8')
  const said = [...menu.matchAll(/say\('([\w.-]+)'\)/g)].map(([, key = '']) => key)
  expect(said.length).toBeGreaterThan(12)
  expect(said.filter((key) => !isFirstText(key))).toEqual([])
})

test('the Arabic says of itself that a native speaker has yet to review it', () => {
  expect(ar.$review).toContain('to be reviewed by a native speaker')
  expect(readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8')).toMatch(
    /Arabic of the screens is machine-made[^.]*reviewed\s+by a native speaker/,
  )
})

test('every text is sound ICU, and both languages take the same arguments', () => {
  for (const key of keys) expect(argumentsOf(parsed(ar, key)), key).toEqual(argumentsOf(parsed(en, key)))
})

test('every Arabic plural has the six forms', () => {
  for (const key of keys) {
    for (const { options } of parsed(ar, key)) {
      if (options) expect(Object.keys(options), key).toEqual(['zero', 'one', 'two', 'few', 'many', 'other'])
    }
  }
})

/** What this test reads of a parsed message: arguments have a name in `value`, plurals their forms in `options`. */
interface Element {
  readonly type: number
  readonly value?: unknown
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>
}

const LITERAL = 0

/** @throws where the text is no ICU message */
function parsed(catalogue: Readonly<Record<string, string>>, key: string): readonly Element[] {
  return new IntlMessageFormat(catalogue[key] ?? '', 'ar').getAst()
}

function sources(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  } catch {
    // A kind without pages of its own.
    return []
  }
}

/** `urgency.${code}.long` as a pattern: what is filled in is one code. */
function matching(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[\\w-]+')}$`)
}

function argumentsOf(elements: readonly Element[]): string[] {
  const names = elements.flatMap(({ type, value, options }) => {
    const inner = Object.values(options ?? {}).flatMap((form) => argumentsOf(form.value))
    return type !== LITERAL && typeof value === 'string' ? [value, ...inner] : inner
  })
  return [...new Set(names)].sort()
}
