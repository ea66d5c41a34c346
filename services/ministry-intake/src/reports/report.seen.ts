import { type BodyHolds, Category, type ReportSeen } from '@ihala/contract'
import { bodiesHolding, looksAtPerson } from '@ihala/desk'
import type { ServiceContext, Tx } from '@ihala/kit'
import { type Opening, wordsOf } from './report.sealed.ts'
import { looksOf, stepsOf } from './report.store.ts'
import { hears, type Report, toTheHour } from './report.ts'

type Service = Pick<ServiceContext, 'organisation' | 'registry' | 'stamp'>

/** Looks that are told at most, the last ones. */
const LOOKS = 50

/**
 * What somebody sees who comes back with a receipt: the conversation, how far it came, who has what of it, and who looked (C9), also at a
 * file that was made of it.
 */
export async function seenByReporter(tx: Tx, service: Service, opening: Opening, report: Report): Promise<ReportSeen> {
  const [steps, words, holders, looks] = await Promise.all([
    stepsOf(tx, report),
    wordsOf(tx, opening, report),
    holdersOf(tx, service, report),
    allLooks(tx, report),
  ])
  return {
    step: report.step,
    steps,
    outcome: report.outcome,
    contradicted: report.contradicted,
    messages: words.map(({ voice, at, text }) => ({ from: voice === 'reporter' ? 'you' : 'ministry', at, text })),
    holders,
    looks,
    filing: { date: report.filedOn, statement: report.statement },
    certificate: true,
    identified: report.identity !== null,
    withdrawn: report.withdrawnAt !== null,
    hears: hears(report, service.stamp().now),
  }
}

/** Who has what of the report, and of the file. */
async function holdersOf(tx: Tx, service: Service, { identity, personId, withdrawnAt }: Report): Promise<BodyHolds[]> {
  const of = personId === null ? [] : await bodiesHolding(tx, service, personId)
  if (withdrawnAt !== null) return of
  const { names } = service.organisation
  const told: Category[] = identity === null ? ['testimony'] : ['identity', 'contact', 'testimony']
  const isHere = ({ names: { en }, stands }: BodyHolds): boolean => en === names.en && stands === 'holds'
  const here = new Set([...told, ...of.filter(isHere).flatMap(({ categories }) => categories)])
  const own = of.some((one) => isHere(one) && one.own)
  const categories = Category.enum.filter((category) => here.has(category))
  return [{ names, categories, own, stands: 'holds', until: null }, ...of.filter((one) => !isHere(one))]
}

/** Who looked, by role and hour, each once; the last first. */
async function allLooks(tx: Tx, report: Report): Promise<ReportSeen['looks']> {
  const ofReport = await looksOf(tx, report)
  const ofFile = report.personId === null ? [] : await looksAtPerson(tx, report.personId)
  const hours = [...ofReport, ...ofFile].map(({ at, role }) => ({ at: toTheHour(new Date(at).toISOString()), role }))
  const once = new Map(hours.map((look) => [`${look.at} ${look.role}`, look]))
  return [...once.values()].sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0)).slice(0, LOOKS)
}
