import type { ReportSeen } from '@ihala/contract'
import type { ServiceContext, Tx } from '@ihala/kit'
import { type Opening, wordsOf } from './report.sealed.ts'
import { looksOf, stepsOf } from './report.store.ts'
import { hears, type Report } from './report.ts'

/** What somebody sees who comes back with a receipt: the conversation, how far it came, and who looked (C9). */
export async function seenByReporter(
  tx: Tx,
  { organisation, stamp }: Pick<ServiceContext, 'organisation' | 'stamp'>,
  opening: Opening,
  report: Report,
): Promise<ReportSeen> {
  const [steps, looks, words] = await Promise.all([stepsOf(tx, report), looksOf(tx, report), wordsOf(tx, opening, report)])
  const identified = report.identity !== null
  const withdrawn = report.withdrawnAt !== null
  const categories: ReportSeen['holders'][number]['categories'] = identified ? ['testimony', 'identity', 'contact'] : ['testimony']
  return {
    step: report.step,
    steps,
    outcome: report.outcome,
    messages: words.map(({ voice, at, text }) => ({ from: voice === 'reporter' ? 'you' : 'ministry', at, text })),
    holders: withdrawn ? [] : [{ names: organisation.names, categories }],
    looks,
    filing: { date: report.filedOn, statement: report.statement },
    certificate: true,
    identified,
    withdrawn,
    hears: hears(report, stamp().now),
  }
}
