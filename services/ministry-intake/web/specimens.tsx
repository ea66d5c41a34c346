import type { MatterView, ReportLine, ReportOpened } from '@ihala/contract'
import type { Specimen } from '@ihala/ui'
import { EmployerStep } from './employer-step.tsx'
import { JointSessionStep } from './joint-session-step.tsx'
import { MatterRow } from './matter-row.tsx'
import { ReportCorrection } from './report-correction.tsx'
import { ReportRow } from './report-row.tsx'
import { ReportTalk } from './report-talk.tsx'
import { Told } from './report-view.tsx'
import { ScreeningStep } from './screening-step.tsx'
import { SettlementStep } from './settlement-step.tsx'

const DAY = 86_400_000
const NOWHERE = '00000000-0000-7000-8000-000000000000'
const from = (days: number): string => new Date(Date.now() + days * DAY).toISOString()
const matter: MatterView = {
  id: NOWHERE,
  referralId: NOWHERE,
  reference: 'IH-4130-27',
  registeredAt: from(-6),
  conciliationDueAt: from(1),
  conciliation: 'running',
  indicators: [
    { indicator: 'withholding-of-wages', confidence: 'strong' },
    { indicator: 'debt-bondage', confidence: 'weak' },
  ],
  victimStatus: 'presumed',
  workerConfirmedOn: '2026-11-20',
  employerNotifiedAt: null,
  jointSessionAt: null,
  version: 1,
}
const MATTERS: readonly MatterView[] = [
  matter,
  { ...matter, registeredAt: from(-9), conciliationDueAt: from(-2), employerNotifiedAt: from(-5) },
  { ...matter, conciliation: 'settled', indicators: [] },
]
const line: ReportLine = {
  id: NOWHERE,
  filedOn: '2026-11-20',
  step: 'received',
  acknowledgeBy: from(3),
  acknowledged: false,
  overdue: false,
  unread: 0,
  identified: false,
  outcome: null,
  contradicted: null,
  withdrawn: false,
  version: 1,
}
const OPENED: ReportOpened = {
  unreadable: false,
  report: { ...line, step: 'read', acknowledged: true },
  content: {
    language: 'npi',
    wrongs: ['papers-kept', 'wages-not-paid'],
    about: 'many',
    answers: [{ question: 'papers-kept', answer: 'yes' }],
    story: 'पासपोर्ट मालिकसँग छ।',
  },
  indicators: ['retention-of-identity-documents'],
  messages: [
    { from: 'ministry', at: '2026-11-21T09:00:00.000Z', text: 'हामीले पढ्यौं।' },
    { from: 'reporter', at: '2026-11-21T15:00:00.000Z', text: 'धन्यवाद।' },
  ],
  identity: null,
  personId: null,
  correction: null,
}
const SAID_ANEW: ReportOpened = {
  ...OPENED,
  personId: NOWHERE,
  identity: { name: 'Nasrin Akhter', sex: 'female', telephone: '+97455500001', mayCall: true },
  correction: { at: from(-1), inFile: { names: { latin: 'Nasrin Akter' }, telephone: '+97455500010', mayCall: true } },
}

/** What the Ministry has of its own: the bar of conciliation, the steps of a complaint, reports of people nobody knows. */
export const specimens: readonly Specimen[] = [
  {
    name: 'MatterRow',
    shown: () => (
      <ul className="list">
        {MATTERS.map((one) => (
          <MatterRow key={one.registeredAt + one.conciliation} matter={one} />
        ))}
      </ul>
    ),
  },
  { name: 'ScreeningStep', shown: () => <ScreeningStep matter={{ ...matter, victimStatus: 'not-assessed' }} /> },
  { name: 'EmployerStep', shown: () => <EmployerStep matter={matter} /> },
  { name: 'JointSessionStep', shown: () => <JointSessionStep matter={matter} /> },
  { name: 'SettlementStep', shown: () => <SettlementStep matter={matter} /> },
  {
    name: 'ReportRow',
    shown: () => (
      <ul className="list">
        <ReportRow report={line} onOpen={() => undefined} />
        <ReportRow report={{ ...OPENED.report, unread: 2, identified: true, contradicted: 'inspected' }} onOpen={() => undefined} />
      </ul>
    ),
  },
  { name: 'Told', shown: () => OPENED.content && <Told content={OPENED.content} /> },
  { name: 'ReportCorrection', shown: () => <ReportCorrection opened={SAID_ANEW} /> },
  { name: 'ReportTalk', shown: () => <ReportTalk opened={OPENED} /> },
]
