import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { RECIPIENT_OF_NOTHING } from '@ihala/contract'
import { kindFiles, NEEDS, type NewKind } from './new-kind.ts'
import { type BothNames, findOrganisations } from './organisations.ts'

const ROOT = dirname(import.meta.dirname)
const SERVICES = join(ROOT, 'services')
/** The same as infra/bootstrap/packages.mjs, which must run before anything is installed. */
const PNPM = 'pnpm@12.21.0'

const USAGE = `npm run new -- hospital                        writes a new kind of organisation, services/hospital
npm run new -- hospital --serves health-care   … that serves these needs (a,b)
npm run new -- hospital --ar مستشفى --en Hospital
npm run new -- hospital --into <folder>        … into another folder`

/** What is wrong with the request, as one plain sentence. */
export class NotWritten extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'NotWritten'
  }
}

/** Where a kind is written, and what must not be there yet. */
export interface Place {
  /** Folder with one folder per kind. */
  readonly into: string
  /** Folders whose kinds and organisations have their names already. */
  readonly known: readonly string[]
}

/**
 * Writes the folder of a new kind of organisation, with one organisation that bears its name. Returns the folder.
 * Throws NotWritten when the name is taken or no kebab-case name, or a need is unknown; then nothing was written.
 */
export function writeKind(kind: NewKind, { into, known }: Place): string {
  const { name } = kind
  // It is a slug too: the first organisation of a kind is called like it.
  if (name.length > 31 || !/^[a-z][a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new NotWritten(
      `“${name}” cannot be the name of a kind: it must be kebab-case, small letters, digits and single hyphens, 2 to 31 of them, a letter first.`,
    )
  }
  if (RECIPIENT_OF_NOTHING.includes(name)) throw new NotWritten(`“${name}” is a kind that is told nothing about anybody: it takes no part.`)
  const unknown = kind.serves.find((need) => !NEEDS.some((one) => one === need))
  if (unknown !== undefined) throw new NotWritten(`“${unknown}” is no need that the network knows: say some of ${NEEDS.join(', ')}.`)
  for (const folder of [into, ...known]) {
    if (existsSync(join(folder, name)))
      throw new NotWritten(`There is a kind “${name}” already, in ${join(folder, name)}: choose another name.`)
    if (existsSync(folder) && findOrganisations(folder).some(({ slug }) => slug === name)) {
      throw new NotWritten(`There is an organisation “${name}” already: choose another name.`)
    }
  }

  const home = join(into, name)
  for (const [file, text] of Object.entries(kindFiles(kind))) {
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), text, { flag: 'wx' })
  }
  return home
}

/** `financial-fund` is called “Financial fund” until somebody gives it its name. */
export function namesOf(name: string, given: Partial<BothNames>): BothNames {
  const words = name.replaceAll('-', ' ')
  const en = given.en ?? `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
  return { ar: given.ar ?? `جهة جديدة (${en})`, en }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      into: { type: 'string' },
      serves: { type: 'string' },
      ar: { type: 'string' },
      en: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const [name, ...more] = positionals
  if (values.help || name === undefined || more.length > 0) {
    say(USAGE)
    return values.help ? 0 : 2
  }
  const { ar, en, into = SERVICES } = values
  const kind: NewKind = {
    name,
    names: namesOf(name, { ...(ar ? { ar } : {}), ...(en ? { en } : {}) }),
    serves: values.serves?.split(',') ?? [],
  }
  const home = writeKind(kind, { into, known: [SERVICES] })
  say(`Written: ${relative(process.cwd(), home) || home}. npm start runs it beside the others; its README says what to do first.`)
  if (kind.serves.length === 0) say('It serves no need yet: name them in src/kind.ts.')
  if (into === SERVICES) updateLockfile()
  return 0
}

/** The lockfile names every package of the workspace; the next `npm start` links what it says. */
function updateLockfile(): void {
  try {
    execFileSync('npx', ['--yes', PNPM, 'install', '--lockfile-only', '--prefer-offline'], { cwd: ROOT, stdio: 'pipe' })
  } catch {
    say(`pnpm-lock.yaml could not be brought up to date: run “npx ${PNPM} install” before npm start.`)
  }
}

if (import.meta.main) {
  try {
    process.exitCode = main(process.argv.slice(2))
  } catch (error) {
    const told = error instanceof NotWritten || (error instanceof TypeError && 'code' in error)
    if (!told) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
