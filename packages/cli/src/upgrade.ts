import { existsSync } from 'node:fs'
import { type Config, type MigrationSource, migrate, openPool } from '@ihala/kit'
import { backup } from './backup.ts'
import { ownerConnection } from './copying.ts'
import { ESCROW_IS_OLD, passingEscrow, writeEscrow } from './escrow.ts'
import { CommandProblem } from './problem.ts'
import { newRecoveryKey, type RecoveryPrivateKey, type RecoveryPublicKey } from './recovery-key.ts'
import { referralGoes } from './referral-check.ts'
import { markRecovering, opened, putBack } from './restore.ts'
import { selfTest, serviceStands, somebodyAnswers } from './service-check.ts'
import { hasTable } from './shape.ts'
import { runCommand, startCommand } from './started-command.ts'

/** What an upgrade needs. */
export interface UpgradeOptions {
  readonly config: Config
  /** The migrations of the new version. */
  readonly sources: readonly MigrationSource[]
  /** The recovery keys of the staff; the backup stays, sealed to them. */
  readonly recipients: readonly RecoveryPublicKey[]
  /** The new backup file. */
  readonly to: string
  /** Where the escrow is written again; without it, an old one is only told of. */
  readonly escrow?: string
  /** Stops the version that runs, whichever it is; when it is not given, nothing runs. */
  readonly stop?: string
  /** Starts the new version. */
  readonly start: string
  /** Starts the old version again. */
  readonly back?: string
  /** Where the service answers. */
  readonly url: string
  /** What /version must say of the new one. */
  readonly version?: string
  /** How long a version may take until it is ready, and again until the test referral went. */
  readonly withinMs: number
  /** No partner needs to answer over the bus. */
  readonly alone?: boolean
  readonly now: () => Date
  readonly say: (line: string) => void
}

/** How an upgrade ended. `unchanged`: it failed before the database was touched. */
export type UpgradeResult =
  | { readonly outcome: 'upgraded'; readonly version: string }
  | { readonly outcome: 'rolled-back' | 'unchanged'; readonly why: string; readonly oldRuns: boolean }

/**
 * Backup, migrate, start, check; and when the new version does not come up, read what was kept and bring a test referral through,
 * back to the old one with the database as it was. The backup is also sealed to a key that lives in this process only, so that going back needs
 * nobody's recovery key.
 * Case keys are not set back: what was erased stays erased. If the new version ran, the organisation comes back `recovering`,
 * for it may have given receipts for what the old database does not hold.
 * Going back is one transaction. When it fails (this throws; exit code 4), or this process dies, the database is as the new
 * version left it, with every key; the backup and `<to>.keys`, both sealed to the staff's recovery keys, bring back the state
 * before (`ihala restore`).
 */
export async function upgrade(options: UpgradeOptions): Promise<UpgradeResult> {
  const { config, sources, recipients, to, stop, start, url, version, withinMs, now, say } = options
  const log = `${to}.log`
  const own = newRecoveryKey()
  if (existsSync(to)) throw new CommandProblem(`${to}: is there already; a backup is never overwritten`)
  if (stop !== undefined) {
    say('1/5 stop the old version')
    await runCommand(stop, log)
  }
  // The one that answers would be taken for the new version.
  if (await somebodyAnswers(url)) throw new CommandProblem(`somebody answers at ${url}: stop the old version first, or say --stop`)
  say(`2/5 backup to ${to}`)
  try {
    const { escrowIsOld } = await backup({ config, to, recipients: [...recipients, own.open], now, say: () => {} })
    if (options.escrow !== undefined) await writeEscrow({ config, to: options.escrow, recipients, now })
    else if (escrowIsOld) say(ESCROW_IS_OLD)
  } catch (fault) {
    return { outcome: 'unchanged', why: reason(fault), oldRuns: await backAgain(options, log) }
  }

  say('3/5 migrate')
  try {
    await migrated(config, sources, say)
  } catch (fault) {
    return goBack(options, { own, why: `migrating failed: ${reason(fault)}`, started: false, log })
  }

  say('4/5 start the new version')
  const running = startCommand(start, log)
  const stands = await serviceStands({ config, url, withinMs, failed: running.failed, ...(version === undefined ? {} : { version }) })
  say('5/5 check: version, readiness, a read as the service, a test referral')
  const problem = 'problem' in stands ? stands.problem : await notGood(options)
  if (problem === undefined && 'version' in stands) {
    running.leave()
    return { outcome: 'upgraded', version: stands.version }
  }
  await running.end()
  if (stop !== undefined) await runCommand(stop, log).catch((fault: unknown) => say(reason(fault)))
  return goBack(options, { own, why: problem ?? 'it is not good', started: true, log })
}

/** Why a version that runs is not good, if it is not. */
async function notGood({ config, sources, withinMs, alone = false, now, say }: UpgradeOptions): Promise<string | undefined> {
  const problem = await selfTest(config, sources, now)
  if (problem !== undefined) return problem
  const went = await referralGoes(config, { withinMs, alone })
  if ('problem' in went) return went.problem
  say(`    a test referral went both ways within the service; over the bus ${went.answered} of ${went.asked} partners answered`)
  return undefined
}

async function migrated(config: Config, sources: readonly MigrationSource[], say: (line: string) => void): Promise<void> {
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala upgrade' })
  try {
    await migrate(app, { ownerUrl: config.ownerDatabaseUrl, sources, onApplied: (name) => say(`    migrated ${name}`) })
  } finally {
    await app.end({ timeout: 5 })
  }
}

interface Failure {
  readonly own: RecoveryPrivateKey & { readonly open: RecoveryPublicKey }
  readonly why: string
  readonly started: boolean
  readonly log: string
}

async function goBack(options: UpgradeOptions, { own, why, started, log }: Failure): Promise<UpgradeResult> {
  const { config, to, sources, recipients, now, say } = options
  say(`it failed: ${why}`)
  const escrow = `${to}.keys`
  const owner = ownerConnection(config.ownerDatabaseUrl, 'upgrade')
  try {
    say('back: the database as it was, the case keys as they are')
    const destroyKeys = await passingEscrow({ config, to: escrow, recipients: [...recipients, own.open], now })
    await opened({ config, from: to, escrow, key: own }, 0, (both) =>
      owner.begin(async (tx) => {
        // A replica that was forgotten must not make this wait for ever.
        await tx`set local lock_timeout = '30s'`
        await putBack(tx, { config, sources, from: to }, both)
        if (started && (await hasTable(tx, 'exchange.recovery'))) await markRecovering(tx, both, now())
      }),
    )
    destroyKeys()
  } finally {
    await owner.end({ timeout: 5 })
  }
  return { outcome: 'rolled-back', why, oldRuns: await backAgain(options, log) }
}

async function backAgain({ config, back, url, withinMs, say }: UpgradeOptions, log: string): Promise<boolean> {
  if (back === undefined) return false
  say('start the old version again')
  const running = startCommand(back, log)
  const stands = await serviceStands({ config, url, withinMs, failed: running.failed })
  running.leave()
  if ('problem' in stands) say(`the old version: ${stands.problem}`)
  return 'version' in stands
}

function reason(fault: unknown): string {
  return fault instanceof Error ? fault.message : 'something that is no error was thrown'
}
