import { writeFileSync } from 'node:fs'
import { check, type Dossier, RandomId, Refusal } from '@ihala/contract'
import { writeDossier } from '@ihala/exchange'
import { type Config, type KeyPart, loadKeyring, openPool, pinnedAnchors } from '@ihala/kit'
import { appendLeaves, makeLeaf, type Tx } from '@ihala/ledger'
import { Wrong, wrongWords } from '@ihala/verifier'
import { type PrintLanguage, printDossier } from './print/dossier.pages.ts'
import { CommandProblem } from './problem.ts'

const isCase = check(RandomId)

/** What writing a dossier needs. */
export interface DossierOptions {
  readonly config: Config
  readonly caseId: string
  /** A file that is not there yet: it will hold personal data. */
  readonly to: string
  /** Print it as PDF in this language, the dossier enclosed; undefined: the dossier alone, as JSON. */
  readonly print: PrintLanguage | undefined
  readonly now: () => Date
  /** A row id for the leaf that says the dossier was written. */
  readonly newId: () => string
}

/**
 * Writes all that the organisation can prove of a referral into one file, readable to its owner only, and a leaf that says so.
 * Throws CommandProblem when there is no such referral, its key was erased, the file is there already, or it is to be printed and does
 * not hold.
 */
export async function dossier({ config, caseId, to, print, now, newId }: DossierOptions): Promise<Dossier> {
  if (!isCase(caseId)) throw new CommandProblem(`${caseId}: a referral is named by 22 characters`)
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: now })
  const pool = openPool(config.databaseUrl, { max: 1, name: 'ihala dossier', actor: 'system' })
  const keyOf = async (tx: Tx, id: string, part: KeyPart): Promise<Buffer> => {
    const [row] = await tx<{ wrapped: Buffer | null }[]>`select wrapped from kit.case_key where case_id = ${id} and part = ${part}`
    if (row === undefined) throw new Refusal('referral-unknown')
    if (row.wrapped === null) throw new Refusal('erased')
    return keyring.unwrap(row.wrapped)
  }
  const ports = { self: { entityId: config.entityId }, caseKeys: { keyOf }, anchors: pinnedAnchors(config) }
  try {
    return await pool.begin(async (tx) => {
      const at = now().toISOString()
      const written = await writeDossier(ports, tx, caseId, at)
      await appendLeaves(tx, [makeLeaf(newId(), { kind: 'read', staff: 'command', action: 'write-dossier', subject: caseId, at })])
      // Within the transaction: a file without its leaf would be a look that nobody can see.
      const bytes = Buffer.from(`${JSON.stringify(written)}\n`)
      writeFileSync(to, print === undefined ? bytes : await printDossier(bytes, print), { flag: 'wx', mode: 0o600, flush: true })
      return written
    })
  } catch (fault) {
    if (fault instanceof Refusal && fault.code === 'referral-unknown')
      throw new CommandProblem(`${caseId}: there is no such referral here, or its key was erased and nobody can read it any more`)
    if (fault instanceof Wrong) throw new CommandProblem(`what does not hold is not printed: ${wrongWords(fault, 'en')}`)
    if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') throw new CommandProblem(`${to}: is there already`)
    throw fault
  } finally {
    await pool.end({ timeout: 5 })
  }
}
