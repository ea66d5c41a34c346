import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { check, RandomId } from '@ihala/contract'
import { type Config, loadConfig, type MigrationSource, migrationSources, type Service } from '@ihala/kit'
import Type from 'typebox'
import type { Language } from './doctor.words.ts'
import { MEMBERS_OPTIONS, MEMBERS_USAGE } from './members/members.ts'
import type { PrintLanguage } from './print/dossier.pages.ts'
import { CommandProblem } from './problem.ts'
import { loadRecoveryKey, type RecoveryPrivateKey, recoveryKeys } from './recovery-key.ts'

/** Exit codes: done; something is wrong; it cannot be done as asked; gone back to the old version; going back failed. */
export const EXIT = { done: 0, wrong: 1, unusable: 2, rolledBack: 3, stranded: 4 } as const

/** Every command, in a line each. */
export const USAGE = `ihala doctor  --config FILE [--lang en|ar]
ihala backup  --config FILE --to FILE [--recovery FILE] [--escrow FILE]
ihala restore --config FILE --from FILE --escrow FILE --key FILE [--passphrase-file FILE]
ihala drill   --config FILE --from FILE --escrow FILE --key FILE [--passphrase-file FILE]
ihala upgrade --config FILE --to FILE [--escrow FILE] --start COMMAND --check URL [--stop COMMAND] [--back COMMAND] [--expect VERSION] [--within SECONDS] [--alone]
ihala keys escrow       --config FILE --to FILE [--recovery FILE]
ihala keys recovery-new --to FILE [--recovery FILE] (--passphrase-file FILE | --no-passphrase)
ihala keys kek-new      --to FILE
ihala dossier CASE      --config FILE --to FILE.json|FILE.pdf [--lang ar|en|both]
ihala verify FILE       [--anchors FILE] [--statements FILE] [--code-file FILE] [--lang en|ar] [--json]
ihala log verify        --config FILE [--against FILE] [--lang en|ar] [--json]
ihala log export        --config FILE --to FILE
ihala log forks         --config FILE --to FOLDER
ihala members apply     --config FILE --at URL
${MEMBERS_USAGE}
ihala members rotate    --config FILE [--stolen KEY]
--recovery: the list of recovery keys, recovery-keys.json beside the settings unless told
--anchors:  the keys of the trust anchor you know; --statements: who is who, for a proof of a fork that does not say it
--code-file: the receipt code of a report, for the proof that it was filed
--against:  an earlier \`ihala log export\`, kept where nobody who has the database can change it
--alone:    for upgrade, when no partner can answer the new version over the bus
${MEMBERS_OPTIONS}
--service:  the module of the organisation's kind, services/<kind>/src/service.ts unless told
IHALA_ADMIN_URL: for drill, an address at the server of a role that may make databases
Exit codes: 0 done · 1 something is wrong · 2 cannot be done as asked · 3 gone back to the old version · 4 going back failed
`

const text = { type: 'string' } as const
const OPTIONS = {
  config: text,
  anchors: text,
  statements: text,
  against: text,
  at: text,
  session: text,
  how: text,
  fingerprint: text,
  desk: text,
  creds: text,
  stolen: text,
  to: text,
  from: text,
  escrow: text,
  key: text,
  recovery: text,
  service: text,
  lang: text,
  start: text,
  stop: text,
  back: text,
  check: text,
  expect: text,
  within: text,
  'code-file': text,
  'passphrase-file': text,
  'no-passphrase': { type: 'boolean' },
  alone: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** Where a command reads and writes. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** Progress; results. One line each. */
  readonly say: (line: string) => void
  readonly print: (line: string) => void
}

/** What was said with a command. */
export type Options = ReturnType<typeof parsed>['values']

const isCase = check(RandomId)

/** The options and words of a command. Throws CommandProblem for what is not one. */
export function parsed(args: readonly string[]) {
  const [first, subject = '', ...rest] = args
  // One case in 64 begins with a dash, and is no option.
  const given = first === 'dossier' && isCase(subject) ? [first, ...rest, '--', subject] : args
  try {
    return parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true })
  } catch (fault) {
    throw new CommandProblem(`${fault instanceof Error ? fault.message : 'not understood'}\n${USAGE}`)
  }
}

/** An option that a command cannot do without. Throws CommandProblem. */
export function needed(values: Options, name: 'config' | 'at' | 'to' | 'from' | 'escrow' | 'key' | 'start' | 'check'): string {
  const value = values[name]
  if (value === undefined) throw new CommandProblem(`--${name} is missing\n${USAGE}`)
  return value
}

/** The settings that `--config` names. */
export const configOf = (values: Options): Config => loadConfig(needed(values, 'config'))

/** The recovery keys, beside the settings unless told. */
export const recipientsOf = (values: Options) =>
  recoveryKeys(values.recovery ?? join(dirname(resolve(needed(values, 'config'))), 'recovery-keys.json'))

const isServiceModule = check(Type.Object({ service: Type.Object({ features: Type.Array(Type.Object({ name: Type.String() })) }) }))

/** An organisation's kind. It is a folder and nothing else: it is found by its name, never imported. */
export async function serviceOf(values: Options, { kind }: Config): Promise<Service> {
  const file = resolve(values.service ?? join(import.meta.dirname, '..', '..', '..', 'services', kind, 'src', 'service.ts'))
  if (!existsSync(file)) throw new CommandProblem(`${file}: there is no such kind of service; say where it is with --service`)
  const module: { readonly service?: Service } = await import(pathToFileURL(file).href)
  if (!isServiceModule(module)) throw new CommandProblem(`${file}: exports no service`)
  return module.service
}

/** What is migrated for this kind. */
export const sourcesOf = async (values: Options, config: Config): Promise<readonly MigrationSource[]> =>
  migrationSources((await serviceOf(values, config)).features)

/** The recovery key of `--key`. */
export function keyOf(values: Options): RecoveryPrivateKey {
  return loadRecoveryKey(needed(values, 'key'), passphraseOf(values))
}

/** From a file or, with `-`, from standard input: never from an argument, which every process of the machine can read. */
export function passphraseOf(values: Options): string | undefined {
  const file = values['passphrase-file']
  if (file === undefined) return undefined
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new CommandProblem(`${file}: the passphrase cannot be read`)
  }
}

/** The languages of a print; both unless told. */
export function printLanguageOf({ lang }: Options): PrintLanguage {
  if (lang !== undefined && lang !== 'en' && lang !== 'ar' && lang !== 'both') throw new CommandProblem('--lang is en, ar or both')
  return lang ?? 'both'
}

/** The language of what is said; English unless told. */
export function languageOf({ lang }: Options): Language {
  if (lang !== undefined && lang !== 'en' && lang !== 'ar') throw new CommandProblem('--lang is en or ar')
  return lang ?? 'en'
}
