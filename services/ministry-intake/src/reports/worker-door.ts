import { isDeepStrictEqual } from 'node:util'
import { FILING_TYP, type ReadReceiptCode, Refusal, readReceiptCode } from '@ihala/contract'
import { addTask, endTask, weekOf } from '@ihala/desk'
import { ownStatement, portalKeyNow, randomId, type ServiceContext, signCompact, type Tx, uuidv7Source } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import { filingFile } from '../filings/filing.proof.ts'
import { listOf } from '../filings/filing.store.ts'
import { filingStatement } from '../filings/filing.ts'
import { bucket, puzzles } from './admission.ts'
import { filingValues, newReceiptCode } from './receipt-code.ts'
import { takeBackFile, tellOfCorrection } from './report.person.ts'
import { eraseReport, identityIn, identityOf, messageToPortal, reportToPortal, sealIdentity, type ToPortal } from './report.sealed.ts'
import { seenByReporter } from './report.seen.ts'
import {
  addMessage,
  countMessages,
  insertFirstStep,
  insertReport,
  lockByFiling,
  reportByFiling,
  saveContradicted,
  saveReport,
  saveWithdrawn,
} from './report.store.ts'
import { acknowledgeBy, assertHears, dayInUtc, type Report, toTheHour } from './report.ts'
import { countFiled, spendPuzzle } from './report-count.store.ts'
import type { WorkerDoor } from './report-desk.ts'

/** A8, of everybody together, a minute: reports without a puzzle, and codes that are tried. */
const PER_MINUTE = { slow: 20, codes: 240 } as const
/** One who reports and never reads the answers fills no table. */
const MESSAGES = 200

/**
 * What somebody nobody knows may do at this service. One for all pages of a service: its buckets are everybody's.
 * @param filingOf what is kept in the place of a code's 14 digits; argon2id of them unless a test has many
 */
export function workerDoor(service: ServiceContext, filingOf = filingValues(service.organisation.entityId)): WorkerDoor {
  const { organisation, keyring, caseKeys } = service
  const { entityId, timeZone } = organisation
  const clock = (): number => Date.parse(service.stamp().now)
  const seconds = (): number => Math.floor(clock() / 1000)
  const opening = { caseKeys, keyring }
  const work = puzzles(keyring, clock)
  const [slow, tried] = [bucket(PER_MINUTE.slow, clock), bucket(PER_MINUTE.codes, clock)]

  /** What a code stands for; undefined for one that was mistyped. */
  const read = async (code: string): Promise<{ readonly kind: ReadReceiptCode['kind']; readonly filing: string } | undefined> => {
    const found = readReceiptCode(code)
    if (found === undefined) return undefined
    tried()
    return { kind: found.kind, filing: await filingOf(found.digits) }
  }
  /** One change by whoever holds the receipt. With a duress code everything is looked up and nothing is done (T40). */
  const change = async (code: string, work: (tx: Tx, report: Report, at: string) => Promise<void>): Promise<void> => {
    const receipt = await read(code)
    if (receipt === undefined) throw new Refusal('not-found')
    await service.asSystem(async (tx) => {
      const report = await lockByFiling(tx, receipt.filing)
      if (receipt.kind === 'real') await work(tx, report, toTheHour(service.stamp().now))
    })
  }

  return {
    key: async () => {
      const key = portalKeyNow(service, seconds())
      const statement = await service.asSystem((tx) => ownStatement(tx, entityId))
      if (key === undefined || statement === undefined) throw new Refusal('service-unavailable')
      const { kid, x, exp } = key
      return { kid, jwk: { kty: 'OKP', crv: 'X25519', x }, until: new Date(exp * 1000).toISOString(), statement }
    },
    puzzle: work.make,
    file: async (report, admission) => {
      const told = reportToPortal(report, keyring, seconds())
      if (admission.kind === 'slow') slow()
      else {
        const solved = work.check(admission.puzzle, admission.solution)
        await service.asSystem((tx) => spendPuzzle(tx, solved))
      }
      const { code, digits } = newReceiptCode()
      const filing = await filingOf(digits)
      const filedOn = localDate(service.stamp().now, timeZone)
      const claims = filingStatement(entityId, filedOn, filing)
      const statement = signCompact(FILING_TYP.statement, Buffer.from(JSON.stringify(claims)), keyring)
      await service.asSystem((tx) => keep(tx, { filing, filedOn, statement, ...told }))
      await service.asSystem((tx) => countFiled(tx, weekOf(filedOn)))
      return { code, statement }
    },
    open: async (code) => {
      const receipt = await read(code)
      if (receipt === undefined) return 'unknown'
      return service.asSystem(async (tx) => {
        const report = await reportByFiling(tx, receipt.filing)
        if (report === undefined) return 'unknown'
        // Also for a duress code: it takes as long.
        const seen = await seenByReporter(tx, service, opening, report)
        return receipt.kind === 'duress' ? 'decoy' : seen
      })
    },
    answer: async (code, message) => {
      const told = messageToPortal(message, keyring, seconds())
      await change(code, async (tx, report, at) => {
        await hear(tx, report, told, at)
        await saveReport(tx, report, { at })
      })
    },
    contradict: async (code, message) => {
      const told = message && messageToPortal(message, keyring, seconds())
      await change(code, async (tx, report, at) => {
        if (told === undefined) assertHears(report, service.stamp().now)
        else await hear(tx, report, told, at)
        if (report.step !== 'closed') return
        const { id, now } = service.stamp()
        await saveContradicted(tx, report, at)
        await addTask(tx, { id, code: 'report-contradicted', referralId: null, dueAt: now, now })
      })
    },
    identify: async (code, who) => {
      const said = identityIn(who)
      await change(code, async (tx, report, at) => {
        assertHears(report, service.stamp().now)
        const known = await identityOf(tx, opening, report)
        await saveReport(tx, report, { at, identity: await sealIdentity(tx, opening, report, said) })
        if (report.personId !== null && !isDeepStrictEqual(known, said)) await tellOfCorrection(tx, service, report, report.personId, at)
      })
    },
    withdraw: (code) =>
      change(code, async (tx, report, at) => {
        if (report.withdrawnAt !== null) return
        await saveWithdrawn(tx, report, at)
        await eraseReport(tx, opening, report)
        if (report.correctionTask !== null) await endTask(tx, report.correctionTask, service.stamp().now)
        if (report.personId !== null) await takeBackFile({ tx, stamp: service.stamp, service }, report.personId)
      }),
    proof: async (code) => {
      const receipt = await read(code)
      if (receipt === undefined || receipt.kind === 'duress') return undefined
      return service.asSystem(async (tx) => {
        const report = await reportByFiling(tx, receipt.filing)
        return report && filingFile(tx, service, report.statement)
      })
    },
    filings: (date) => service.asSystem((tx) => listOf(tx, date)),
  }

  async function hear(tx: Tx, report: Report, told: ToPortal, at: string): Promise<void> {
    assertHears(report, service.stamp().now)
    const before = await countMessages(tx, report)
    if (before >= MESSAGES) throw new Refusal('too-many-requests')
    await addMessage(tx, report, before + 1, { voice: 'reporter', at, content: null, ...told })
  }

  async function keep(tx: Tx, filed: ToPortal & { readonly filing: string; readonly filedOn: string; readonly statement: string }) {
    const day = dayInUtc(filed.filedOn)
    // A5: a row's id begins with a time; this one says the day alone.
    const report = { ...filed, id: uuidv7Source(() => day)(), caseId: randomId(), acknowledgeBy: acknowledgeBy(filed.filedOn, timeZone) }
    await insertReport(tx, report)
    await insertFirstStep(tx, report, new Date(day).toISOString())
  }
}
