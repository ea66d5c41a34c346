import type { Category } from '@ihala/contract'
import type { HoldBasis, KeepingDuty, RetentionRule } from './rule-set.ts'

const DECIDED = 'FEATURES M1; ISO/IEC 27701 7.4.7: decided by the network, not by a law (check)'

const days: Readonly<Record<Category, number>> = {
  exposure: 30,
  'safe-contact': 30,
  contact: 90,
  health: 90,
  family: 90,
  need: 180,
  identity: 180,
  employment: 180,
  testimony: 180,
  documents: 180,
  progress: 180,
}

/** How long data of each class outlasts its consent in the demo network, whole days. */
export const QATAR_DEMO_RETENTION: readonly RetentionRule[] = Object.entries(days).map(([category, length]) => ({
  category: category as Category,
  days: length,
  source: DECIDED,
}))

/** A referral that was taken on, however it ended: of the others nothing was written that a law could want. */
const TAKEN_ON = ['accepted', 'in-progress', 'on-hold', 'completed', 'failed', 'handed-back', 'taken-back'] as const

/** Laws of the demo network that have a record kept. All dated settings to be checked, like its holidays. */
export const QATAR_DEMO_DUTIES: readonly KeepingDuty[] = [
  {
    code: 'payments-made',
    ground: 'record-duty',
    law: 'qa-law-20-2019',
    article: '20',
    kinds: ['charity-funding'],
    states: ['completed'],
    // What was paid for; who it was for the charity does not know (J-4).
    parts: ['need'],
    days: 3653,
    source: 'Law 20 of 2019 on money laundering, records of payments for ten years; article and bodies bound (check)',
  },
  {
    code: 'complaint-files',
    ground: 'record-duty',
    law: 'qa-law-14-2004',
    article: '10',
    kinds: ['ministry-intake'],
    states: TAKEN_ON,
    // What the ministry itself wrote: screening, confirmation, minutes of a settlement. Not what came with the referral.
    parts: ['own'],
    days: 1827,
    source: 'Labour law, files of complaints and minutes that are an enforceable title, five years; law, article and time (check)',
  },
  {
    code: 'lawyers-files',
    ground: 'record-duty',
    law: 'qa-law-23-2006',
    article: '51',
    kinds: ['legal-aid'],
    states: TAKEN_ON,
    // The lawyer's own notes. Not what came with the referral.
    parts: ['own'],
    days: 1827,
    source: 'Law 23 of 2006 on the legal profession, a lawyer keeps the file five years after the end of the case; article (check)',
  },
]

/** By which articles something may be held in one case in the demo network. */
export const QATAR_DEMO_HOLDS: readonly HoldBasis[] = [
  {
    code: 'ordered-by-court',
    ground: 'court-order',
    law: 'qa-law-13-1990',
    article: '260',
    days: 366,
    source: 'Civil and commercial procedure law, evidence that a court has preserved (check)',
  },
  {
    code: 'ordered-by-prosecution',
    ground: 'prosecution-order',
    law: 'qa-law-23-2004',
    article: '77',
    days: 183,
    source: 'Criminal procedure law, preservation for an investigation (check)',
  },
  {
    code: 'claim-open',
    ground: 'legal-claim',
    law: 'qa-law-13-2016',
    article: '4',
    days: 366,
    source: 'Law 13 of 2016 on personal data, a claim that is pending (check)',
  },
]
