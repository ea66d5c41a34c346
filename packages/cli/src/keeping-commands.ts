import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type Config, rotateKeyring } from '@ihala/kit'
import { backup } from './backup.ts'
import { drill } from './drill.ts'
import { ESCROW_IS_OLD, writeEscrow } from './escrow.ts'
import { configOf, EXIT, keyOf, needed, type Options, passphraseOf, recipientsOf, type Surroundings, sourcesOf } from './options.ts'
import { CommandProblem } from './problem.ts'
import { makeRecoveryKey } from './recovery-key.ts'
import { restore } from './restore.ts'

/** `ihala backup`: a sealed and signed file that holds no key. */
export async function backupCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const config = configOf(values)
  const recipients = recipientsOf(values)
  const to = needed(values, 'to')
  const done = await backup({ config, to, recipients, now, say })
  say(`${to}: ${done.tables} tables, ${done.rows} rows, ${done.bytes} bytes sealed to ${recipients.length} recovery keys`)
  if (values.escrow !== undefined) return escrowTo(values.escrow, config, values, { now, say })
  if (done.escrowIsOld) say(ESCROW_IS_OLD)
  return EXIT.done
}

/** `ihala keys escrow`: the keys, sealed to the recovery keys. */
export function escrowCommand(values: Options, around: Surroundings): Promise<number> {
  return escrowTo(needed(values, 'to'), configOf(values), values, around)
}

async function escrowTo(to: string, config: Config, values: Options, { now, say }: Pick<Surroundings, 'now' | 'say'>): Promise<number> {
  const { version, keys } = await writeEscrow({ config, to, recipients: recipientsOf(values), now })
  say(`${to}: escrow ${version} with the keyring and ${keys} case keys; destroy every copy of an earlier one`)
  return EXIT.done
}

/** `ihala keys recovery-new`: one more recovery key. */
export function recoveryNewCommand(values: Options, { say }: Surroundings): number {
  const passphrase = passphraseOf(values)
  if ((passphrase === undefined) !== (values['no-passphrase'] === true)) {
    throw new CommandProblem('say --passphrase-file FILE, or --no-passphrase when the file is kept locked away')
  }
  const { kid } = makeRecoveryKey(needed(values, 'to'), values.recovery ?? 'recovery-keys.json', passphrase)
  say(`recovery key ${kid}: keep ${needed(values, 'to')} away from every machine of the organisation`)
  return EXIT.done
}

/** `ihala keys kek-new`: the key that opens a keyring; never over one that is there. */
export function kekNewCommand(values: Options): number {
  writeFileSync(needed(values, 'to'), `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  return EXIT.done
}

/** K3: to be called daily; mostly there is nothing to do. */
export function rotateCommand(values: Options, { now, say }: Surroundings): number {
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

/** `ihala restore`: the state of a backup, where nothing is. */
export async function restoreCommand(values: Options, around: Surroundings): Promise<number> {
  const { tables, rows, caseKeys, escrowVersion, plan, uncovered } = await restore(await restoreOptions(values, around))
  around.say(`restored the state of ${plan.at}: ${tables} tables, ${rows} rows, ${caseKeys} case keys of escrow ${escrowVersion}`)
  if (uncovered.length > 0)
    around.say(
      `escrow ${escrowVersion} is older than ${uncovered.length} cases, and what was kept of them cannot be read: ${uncovered.join(' ')}`,
    )
  return EXIT.done
}

/** `ihala drill`: a restore beside the live database, all of it read. */
export async function drillCommand(values: Options, around: Surroundings): Promise<number> {
  const adminUrl = around.environment.IHALA_ADMIN_URL
  const options = { ...(await restoreOptions(values, around)), ...(adminUrl === undefined ? {} : { adminUrl }) }
  const { plan, tables, rows, reading, milliseconds, escrowVersion, newestEscrow } = await drill(options)
  const { events, opened, erased, uncovered, chains, sampled, sampledErased, broken } = reading
  around.print(`backup of ${plan.at} by version ${plan.software}: ${tables} tables, ${rows} rows, restored and read in ${milliseconds} ms`)
  around.print(`${chains} chains with ${events} events: ${opened} opened and in order, ${erased} erased, ${broken.length} broken`)
  around.print(`sample of sealed rows: ${sampled} opened, ${sampledErased} erased`)
  for (const line of broken) around.print(line)
  if (uncovered > 0)
    around.print(`${uncovered} events are newer than escrow ${escrowVersion} and cannot be read: write it again with each backup`)
  const old = escrowVersion < newestEscrow
  if (old) around.print(`the escrow is number ${escrowVersion}, and ${newestEscrow} is the newest: a restore would refuse it`)
  return broken.length > 0 || uncovered > 0 || old ? EXIT.wrong : EXIT.done
}
