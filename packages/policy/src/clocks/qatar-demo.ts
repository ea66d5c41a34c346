import { QATAR_DEMO_DUTIES, QATAR_DEMO_HOLDS, QATAR_DEMO_RETENTION } from './qatar-keeping.ts'
import type { ClockRule, DayClock, ExactClock, Holiday, RuleSet } from './rule-set.ts'

const EID = 'Umm al-Qura calendar; the days off are those the Amiri Diwan announces (check)'
const NATIONAL = 'Decided for every year (check)'

/** Dated settings, not law: every line is checked against the year's announcement by whoever runs the network. */
const HOLIDAYS: readonly Holiday[] = [
  ...run('2025-03-30', 3, 'Eid al-Fitr 1446 (check)', EID),
  ...run('2025-06-06', 3, 'Eid al-Adha 1446 (check)', EID),
  ...run('2026-03-20', 3, 'Eid al-Fitr 1447 (check)', EID),
  ...run('2026-05-27', 3, 'Eid al-Adha 1447 (check)', EID),
  ...run('2027-03-09', 3, 'Eid al-Fitr 1448 (check)', EID),
  ...run('2027-05-16', 3, 'Eid al-Adha 1448 (check)', EID),
  ...run('2028-02-26', 3, 'Eid al-Fitr 1449 (check)', EID),
  ...run('2028-05-05', 3, 'Eid al-Adha 1449 (check)', EID),
  ...run('2025-02-11', 1, 'National Sport Day (check)', NATIONAL),
  ...run('2026-02-10', 1, 'National Sport Day (check)', NATIONAL),
  ...run('2027-02-09', 1, 'National Sport Day (check)', NATIONAL),
  ...run('2028-02-08', 1, 'National Sport Day (check)', NATIONAL),
  ...run('2025-12-18', 1, 'National Day (check)', NATIONAL),
  ...run('2026-12-18', 1, 'National Day (check)', NATIONAL),
  ...run('2027-12-18', 1, 'National Day (check)', NATIONAL),
  ...run('2028-12-18', 1, 'National Day (check)', NATIONAL),
]

/** Which response clock a referral's urgency starts (J-2). */
export const RESPONSE_CLOCKS = {
  immediate: 'response-immediate',
  tonight: 'response-tonight',
  planned: 'response-planned',
} as const

/** c2: by when a holder states what it erased. */
export const ERASURE_CLOCK = 'erasure-statement'

/** Which clock runs from a correction or an objection to its answer (C11). */
export const RIGHT_CLOCK = 'right-answer'

/** The body asked answers yes or no; opening a referral is no answer. One cancelled or entered in error is owed none any more. */
const RESPONSE = {
  kind: 'duty',
  startsOn: ['referral-requested'],
  endsOn: ['referral-accepted', 'referral-rejected', 'referral-cancelled', 'referral-entered-in-error'],
  secondStart: 'ignored',
  pauses: [],
  breach: 'response-overdue',
  source: 'DOMAIN J-2: immediate 15 minutes, tonight 2 hours, planned 2 working days',
} as const

const CLOCKS: readonly ClockRule[] = [
  {
    code: 'conciliation',
    kind: 'duty',
    unit: 'calendar',
    length: 7,
    roll: 'none',
    startsOn: ['registered'],
    endsOn: ['settled', 'referred-to-committee', 'closed'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'conciliation-overdue',
    source: 'DOMAIN D-2: conciliation at most 7 days, no pause; start event (check)',
  } satisfies DayClock,
  {
    code: 'committee-decision',
    kind: 'duty',
    unit: 'calendar',
    length: 21,
    roll: 'none',
    startsOn: ['referred-to-committee'],
    endsOn: ['decided', 'settled', 'closed'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'committee-decision-overdue',
    source: 'DOMAIN D-3: decision within 3 weeks; start event (check)',
  } satisfies DayClock,
  {
    code: 'hearing-confirmation',
    kind: 'duty',
    unit: 'hour',
    length: 48,
    roll: 'none',
    counts: 'before-appointment',
    startsOn: ['hearing-set'],
    endsOn: ['hearing-confirmed', 'decided', 'settled', 'closed'],
    secondStart: 'begins-afresh',
    pauses: [],
    breach: 'hearing-unconfirmed',
    source: 'DOMAIN D-3: a hearing nobody has confirmed 48 h ahead is a task',
  } satisfies ExactClock,
  { ...RESPONSE, code: RESPONSE_CLOCKS.immediate, unit: 'minute', length: 15, roll: 'none', counts: 'from-start' } satisfies ExactClock,
  { ...RESPONSE, code: RESPONSE_CLOCKS.tonight, unit: 'hour', length: 2, roll: 'none', counts: 'from-start' } satisfies ExactClock,
  { ...RESPONSE, code: RESPONSE_CLOCKS.planned, unit: 'working', length: 2, roll: 'none' } satisfies DayClock,
  {
    code: RIGHT_CLOCK,
    kind: 'duty',
    unit: 'calendar',
    length: 30,
    roll: 'none',
    startsOn: ['right-exercised'],
    endsOn: ['right-answered'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'right-answer-overdue',
    source: 'FEATURES C11: one month, as GDPR art. 12(3); days (check)',
  } satisfies DayClock,
  {
    code: 'medical-examination',
    kind: 'duty',
    unit: 'hour',
    length: 72,
    roll: 'none',
    counts: 'from-start',
    startsOn: ['violence-disclosed'],
    endsOn: ['medical-examination-done', 'medical-examination-declined'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'medical-examination-overdue',
    source: 'DOMAIN R-5: 72 h from disclosure',
  } satisfies ExactClock,
  {
    code: 'complaint-withdrawal',
    kind: 'window',
    unit: 'calendar',
    length: 7,
    roll: 'none',
    startsOn: ['complaint-withdrawn'],
    endsOn: ['complaint-withdrawal-revoked'],
    secondStart: 'begins-afresh',
    pauses: [],
    breach: 'complaint-withdrawal-final',
    source: 'DOMAIN R-3: revocable for 7 days',
  } satisfies DayClock,
  {
    code: 'reflection',
    kind: 'window',
    unit: 'calendar',
    length: 30,
    roll: 'none',
    startsOn: ['presumed-victim'],
    endsOn: ['reflection-waived-by-person'],
    secondStart: 'ignored',
    pauses: [],
    breach: 'reflection-over',
    source: 'DOMAIN R-7, FEATURES c21: reflection and recovery period; 30 days and its start (check)',
  } satisfies DayClock,
  {
    code: ERASURE_CLOCK,
    kind: 'duty',
    unit: 'calendar',
    length: 3,
    roll: 'none',
    startsOn: ['consent-withdrawn', 'erase-at'],
    endsOn: ['erasure-stated'],
    secondStart: 'begins-afresh',
    pauses: [],
    breach: 'erasure-statement-overdue',
    source: 'FEATURES c2: each holder states what it erased; three days (check)',
  } satisfies DayClock,
]

/** The demo network's law: one rule set, Friday–Saturday weekend. Every date and start event marked `(check)` is to be checked. */
export const QATAR_DEMO_LAW: readonly RuleSet[] = [
  {
    id: 'qatar-demo-1',
    network: 'qatar-demo',
    inForceFrom: '2025-01-01',
    inForceUntil: null,
    timeZone: 'Asia/Qatar',
    workingWeek: [7, 1, 2, 3, 4],
    holidays: HOLIDAYS,
    clocks: CLOCKS,
    retention: QATAR_DEMO_RETENTION,
    duties: QATAR_DEMO_DUTIES,
    holds: QATAR_DEMO_HOLDS,
  },
]

function run(first: string, days: number, name: string, source: string): readonly Holiday[] {
  const [year = 0, month = 1, day = 1] = first.split('-').map(Number)
  return Array.from({ length: days }, (_, i) => ({
    date: new Date(Date.UTC(year, month - 1, day + i)).toISOString().slice(0, 10),
    name,
    source,
  }))
}
