import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { check, RandomId } from '@ihala/contract'
import {
  type Config,
  ConfigProblem,
  KeyringProblem,
  loadConfig,
  MigrationProblem,
  type MigrationSource,
  migrationSources,
  rotateKeyring,
  type Service,
  uuidv7,
} from '@ihala/kit'
import Type from 'typebox'
import { backup } from './backup.ts'
import { examine, type Finding, nodeFinding } from './doctor.ts'
import { type Language, sentence } from './doctor.words.ts'
import { dossier } from './dossier.ts'
import { drill } from './drill.ts'
import { writeEscrow } from './escrow.ts'
import { exportLog, verifyOwnLog, writeForks } from './log.ts'
import { verdictWords } from './log.words.ts'
import { applyForMembership } from './members/apply.ts'
import { MEMBERS_OPTIONS, MEMBERS_USAGE, membersCommand } from './members/members.ts'
import type { PrintLanguage } from './print/dossier.pages.ts'
import { CommandProblem } from './problem.ts'
import { loadRecoveryKey, makeRecoveryKey, type RecoveryPrivateKey, recoveryKeys } from './recovery-key.ts'
import { restore } from './restore.ts'
import { upgrade } from './upgrade.ts'
import { verify } from './verify.ts'

/** Exit codes: done; something is wrong; it cannot be done as asked; gone back to the old version; going back failed. */
export const EXIT = { done: 0, wrong: 1, unusable: 2, rolledBack: 3, stranded: 4 } as const

const USAGE = `ihala doctor  --config FILE [--lang en|ar]
ihala backup  --config FILE --to FILE [--recovery FILE] [--escrow FILE]
ihala restore --config FILE --from FILE --escrow FILE --key FILE [--passphrase-file FILE]
ihala drill   --config FILE --from FILE --escrow FILE --key FILE [--passphrase-file FILE]
ihala upgrade --config FILE --to FILE --start COMMAND --check URL [--stop COMMAND] [--back COMMAND] [--expect VERSION] [--within SECONDS]
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

/** Runs one command of `ihala`; the arguments are those after its name. Returns the exit code; throws faults only. */
export async function command(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    return await asked(args, around)
  } catch (fault) {
    if (!isUnusable(fault)) throw fault
    around.say(fault.message)
    return EXIT.unusable
  }
}

function isUnusable(fault: unknown): fault is Error {
  return [CommandProblem, ConfigProblem, KeyringProblem, MigrationProblem].some((kind) => fault instanceof kind)
}

type Options = ReturnType<typeof parsed>['values']

const isCase = check(RandomId)

function parsed(args: readonly string[]) {
  const [first, subject = '', ...rest] = args
  // One case in 64 begins with a dash, and is no option.
  const given = first === 'dossier' && isCase(subject) ? [first, ...rest, '--', subject] : args
  try {
    return parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true })
  } catch (fault) {
    throw new CommandProblem(`${fault instanceof Error ? fault.message : 'not understood'}\n${USAGE}`)
  }
}

async function asked(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parsed(args)
  const [first, subject, ...more] = positionals
  // These two name what they are about; the others are one or two words.
  const isAbout = (first === 'dossier' || first === 'verify') && subject !== undefined && more.length === 0
  const name = isAbout ? first : positionals.join(' ')
  if (values.help === true) {
    around.print(USAGE)
    return EXIT.done
  }
  switch (name) {
    case 'doctor':
      return doctorCommand(values, around)
    case 'backup':
      return backupCommand(values, around)
    case 'restore':
      return restoreCommand(values, around)
    case 'drill':
      return drillCommand(values, around)
    case 'upgrade':
      return upgradeCommand(values, around)
    case 'dossier':
      return dossierCommand(subject, values, around)
    case 'verify':
      return verifyCommand(subject, values, around)
    case 'log verify':
      return logVerifyCommand(values, around)
    case 'log export':
      return logExportCommand(values, around)
    case 'log forks':
      return logForksCommand(values, around)
    case 'keys escrow':
      return escrowCommand(values, around)
    case 'keys recovery-new':
      return recoveryNewCommand(values, around)
    case 'keys kek-new':
      writeFileSync(needed(values, 'to'), `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600, flush: true })
      return EXIT.done
    case 'members apply':
      return applyCommand(values, around)
    case 'members rotate':
      return rotateCommand(values, around)
    default: {
      const done = first === 'members' ? await membersCommand(positionals.slice(1), values, around) : undefined
      if (done !== undefined) return done ? EXIT.done : EXIT.wrong
      throw new CommandProblem(`there is no command “${name}”\n${USAGE}`)
    }
  }
}

function needed(values: Options, name: 'config' | 'at' | 'to' | 'from' | 'escrow' | 'key' | 'start' | 'check'): string {
  const value = values[name]
  if (value === undefined) throw new CommandProblem(`--${name} is missing\n${USAGE}`)
  return value
}

const configOf = (values: Options): Config => loadConfig(needed(values, 'config'))

const recipientsOf = (values: Options) =>
  recoveryKeys(values.recovery ?? join(dirname(resolve(needed(values, 'config'))), 'recovery-keys.json'))

const isServiceModule = check(Type.Object({ service: Type.Object({ features: Type.Array(Type.Object({ name: Type.String() })) }) }))

/** An organisation's kind. It is a folder and nothing else: it is found by its name, never imported. */
async function serviceOf(values: Options, { kind }: Config): Promise<Service> {
  const file = resolve(values.service ?? join(import.meta.dirname, '..', '..', '..', 'services', kind, 'src', 'service.ts'))
  if (!existsSync(file)) throw new CommandProblem(`${file}: there is no such kind of service; say where it is with --service`)
  const module: { readonly service?: Service } = await import(pathToFileURL(file).href)
  if (!isServiceModule(module)) throw new CommandProblem(`${file}: exports no service`)
  return module.service
}

const sourcesOf = async (values: Options, config: Config): Promise<readonly MigrationSource[]> =>
  migrationSources((await serviceOf(values, config)).features)

function keyOf(values: Options): RecoveryPrivateKey {
  return loadRecoveryKey(needed(values, 'key'), passphraseOf(values))
}

/** From a file or, with `-`, from standard input: never from an argument, which every process of the machine can read. */
function passphraseOf(values: Options): string | undefined {
  const file = values['passphrase-file']
  if (file === undefined) return undefined
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new CommandProblem(`${file}: the passphrase cannot be read`)
  }
}

async function dossierCommand(caseId: string | undefined, values: Options, { now, say }: Surroundings): Promise<number> {
  if (caseId === undefined) throw new CommandProblem(`say of which referral\n${USAGE}`)
  const to = needed(values, 'to')
  const print = to.toLowerCase().endsWith('.pdf') ? printLanguageOf(values) : undefined
  const { events, leaves } = await dossier({ config: configOf(values), caseId, to, print, now, newId: uuidv7 })
  say(`${to}: ${events.length} messages, ${leaves.length} places in the log; it holds personal data, keep it as such`)
  return EXIT.done
}

async function verifyCommand(file: string | undefined, values: Options, { print }: Surroundings): Promise<number> {
  if (file === undefined) throw new CommandProblem(`say which file\n${USAGE}`)
  const { anchors, statements, 'code-file': codeFile } = values
  const { holds, lines, found } = await verify(file, { anchors, statements, codeFile }, languageOf(values))
  for (const line of values.json === true ? [JSON.stringify(found)] : lines) print(line)
  return holds ? EXIT.done : EXIT.wrong
}

async function logVerifyCommand(values: Options, { now, print }: Surroundings): Promise<number> {
  const language = languageOf(values)
  const verdict = await verifyOwnLog({ config: configOf(values), now, against: values.against })
  const found = verdict.outcome === 'whole' ? { ...verdict, root: verdict.root.toString('base64') } : verdict
  for (const line of values.json === true ? [JSON.stringify(found)] : verdictWords(verdict, language)) print(line)
  return verdict.outcome === 'whole' ? EXIT.done : EXIT.wrong
}

async function logExportCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const to = needed(values, 'to')
  const { size, heads } = await exportLog({ config: configOf(values), to, now, newId: uuidv7 })
  say(`${to}: ${size} lines and ${heads} signed heads; nothing of a person`)
  return EXIT.done
}

async function logForksCommand(values: Options, { say }: Surroundings): Promise<number> {
  const written = await writeForks({ config: configOf(values), folder: needed(values, 'to') })
  for (const file of written) say(file)
  say(`${written.length} proofs of a forked log; anybody can check them with \`ihala verify\``)
  return EXIT.done
}

function printLanguageOf({ lang }: Options): PrintLanguage {
  if (lang !== undefined && lang !== 'en' && lang !== 'ar' && lang !== 'both') throw new CommandProblem('--lang is en, ar or both')
  return lang ?? 'both'
}

function languageOf({ lang }: Options): Language {
  if (lang !== undefined && lang !== 'en' && lang !== 'ar') throw new CommandProblem('--lang is en or ar')
  return lang ?? 'en'
}

async function doctorCommand(values: Options, { now, print }: Surroundings): Promise<number> {
  const language = languageOf(values)
  const findings: Finding[] = [nodeFinding(process.versions.node)]
  try {
    const config = configOf(values)
    findings.push({ verdict: 'good', saying: 'settings-good', figures: {} })
    findings.push(...(await examine({ config, sources: await sourcesOf(values, config), now })))
  } catch (fault) {
    if (!(fault instanceof ConfigProblem)) throw fault
    for (const problem of fault.problems) findings.push({ verdict: 'bad', saying: 'settings-bad', figures: { problem } })
  }
  const marks = { good: '✓', notice: '!', bad: '✗' } as const
  for (const { verdict, saying, figures } of findings) print(`${marks[verdict]} ${sentence(saying, figures, language)}`)
  return findings.some(({ verdict }) => verdict === 'bad') ? EXIT.wrong : EXIT.done
}

async function backupCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const config = configOf(values)
  const recipients = recipientsOf(values)
  const to = needed(values, 'to')
  const done = await backup({ config, to, recipients, now, say })
  say(`${to}: ${done.tables} tables, ${done.rows} rows, ${done.bytes} bytes sealed to ${recipients.length} recovery keys`)
  if (values.escrow !== undefined) return escrowTo(values.escrow, config, values, { now, say })
  if (done.escrowIsOld)
    say('case keys were made or erased since the last escrow: write it again with `ihala keys escrow`, or this backup cannot be read')
  return EXIT.done
}

function escrowCommand(values: Options, around: Surroundings): Promise<number> {
  return escrowTo(needed(values, 'to'), configOf(values), values, around)
}

async function escrowTo(to: string, config: Config, values: Options, { now, say }: Pick<Surroundings, 'now' | 'say'>): Promise<number> {
  const { version, keys } = await writeEscrow({ config, to, recipients: recipientsOf(values), now })
  say(`${to}: escrow ${version} with the keyring and ${keys} case keys; destroy every copy of an earlier one`)
  return EXIT.done
}

function recoveryNewCommand(values: Options, { say }: Surroundings): number {
  const passphrase = passphraseOf(values)
  if ((passphrase === undefined) !== (values['no-passphrase'] === true)) {
    throw new CommandProblem('say --passphrase-file FILE, or --no-passphrase when the file is kept locked away')
  }
  const { kid } = makeRecoveryKey(needed(values, 'to'), values.recovery ?? 'recovery-keys.json', passphrase)
  say(`recovery key ${kid}: keep ${needed(values, 'to')} away from every machine of the organisation`)
  return EXIT.done
}

async function applyCommand(values: Options, { now, say, print }: Surroundings): Promise<number> {
  const config = configOf(values)
  const at = needed(values, 'at').replace(/\/$/, '')
  print(await applyForMembership({ config, serves: (await serviceOf(values, config)).serves, at, now }))
  say('applied: read this fingerprint out when the committee calls back on a number it knows')
  return EXIT.done
}

/** K3: to be called daily; mostly there is nothing to do. */
function rotateCommand(values: Options, { now, say }: Surroundings): number {
  const { keyDir, kekFile } = configOf(values)
  const { made, destroyed } = rotateKeyring({ dir: keyDir, kekFile }, now(), values.stolen === undefined ? {} : { stolen: [values.stolen] })
  for (const { kid, use, nbf } of made) say(`made ${use} ${kid}, for use from ${new Date(nbf * 1000).toISOString()}`)
  for (const kid of destroyed) say(`destroyed the private half of ${kid}`)
  if (made.length === 0 && destroyed.length === 0) say('no key ends soon')
  return EXIT.done
}

async function restoreOptions(values: Options, { now, say }: Surroundings) {
  const config = configOf(values)
  const sources = await sourcesOf(values, config)
  return { config, sources, from: needed(values, 'from'), escrow: needed(values, 'escrow'), key: keyOf(values), now, say }
}

async function restoreCommand(values: Options, around: Surroundings): Promise<number> {
  const { tables, rows, caseKeys, escrowVersion, plan } = await restore(await restoreOptions(values, around))
  around.say(`restored the state of ${plan.at}: ${tables} tables, ${rows} rows, ${caseKeys} case keys of escrow ${escrowVersion}`)
  return EXIT.done
}

async function drillCommand(values: Options, around: Surroundings): Promise<number> {
  const adminUrl = around.environment.IHALA_ADMIN_URL
  const options = { ...(await restoreOptions(values, around)), ...(adminUrl === undefined ? {} : { adminUrl }) }
  const { plan, tables, rows, reading, milliseconds, escrowVersion, newestEscrow } = await drill(options)
  const { events, opened, erased, chains, sampled, sampledErased, broken } = reading
  around.print(`backup of ${plan.at} by version ${plan.software}: ${tables} tables, ${rows} rows, restored and read in ${milliseconds} ms`)
  around.print(`${chains} chains with ${events} events: ${opened} opened and in order, ${erased} erased, ${broken.length} broken`)
  around.print(`sample of sealed rows: ${sampled} opened, ${sampledErased} erased`)
  for (const line of broken) around.print(line)
  const old = escrowVersion < newestEscrow
  if (old) around.print(`the escrow is number ${escrowVersion}, and ${newestEscrow} is the newest: a restore would refuse it`)
  return broken.length > 0 || old ? EXIT.wrong : EXIT.done
}

const DEFAULT_SECONDS = 120

async function upgradeCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const config = configOf(values)
  const { stop, back, expect: version } = values
  const seconds = Number(values.within ?? DEFAULT_SECONDS)
  if (!(seconds > 0 && seconds <= 3_600)) throw new CommandProblem('--within is a number of seconds up to 3600')
  const given = {
    config,
    sources: await sourcesOf(values, config),
    recipients: recipientsOf(values),
    to: needed(values, 'to'),
    start: needed(values, 'start'),
    url: needed(values, 'check').replace(/\/$/, ''),
    withinMs: 1000 * seconds,
    now,
    say,
    ...(stop === undefined ? {} : { stop }),
    ...(back === undefined ? {} : { back }),
    ...(version === undefined ? {} : { version }),
  }
  try {
    const done = await upgrade(given)
    if (done.outcome === 'upgraded') {
      say(`version ${done.version} runs`)
      return EXIT.done
    }
    const state = done.outcome === 'unchanged' ? 'nothing was changed' : 'gone back to the state before'
    say(`${state}: ${done.why}; the old version ${done.oldRuns ? 'runs' : 'does not run'}`)
    return EXIT.rolledBack
  } catch (fault) {
    if (fault instanceof CommandProblem && !existsSync(given.to)) throw fault
    say(`going back failed: ${fault instanceof Error ? fault.message : 'a fault'}; restore ${given.to} with a recovery key and the escrow`)
    return EXIT.stranded
  }
}
