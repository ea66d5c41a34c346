import type { ComplaintView } from '@ihala/contract'
import { type Specimen, useReading } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { ComplaintFields, EMPTY_COMPLAINT } from './complaint-fields.tsx'
import { CrewTable } from './crew-table.tsx'

const HOUR = 3_600_000
const from = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString()
const nowhere = (last: number): string => `00000000-0000-7000-8000-00000000000${last}`
const COMPLAINT: Static<typeof ComplaintView> = {
  id: nowhere(0),
  channel: 'liaison-officer',
  heads: ['wages'],
  firstContactOn: '2026-11-08',
  createdAt: from(-48),
  people: [
    { personId: nowhere(1), referralId: nowhere(1), stage: 'conciliation-started', dueAt: from(24) },
    { personId: nowhere(2), referralId: nowhere(2), stage: null, dueAt: from(-3) },
    { personId: nowhere(3), referralId: null, stage: null, dueAt: null },
  ],
}
const NAMED = [{ id: nowhere(1), name: 'सुमन उदाहरण', otherName: 'Suman Udaharan', birthYear: 1994, nationality: 'NP', version: 1 }]

/** What the liaison office has of its own. */
export const specimens: readonly Specimen[] = [
  { name: 'CrewTable', shown: () => <CrewTable complaint={COMPLAINT} people={NAMED} /> },
  { name: 'ComplaintFields', shown: () => <Fields /> },
]

function Fields() {
  const { say } = useReading()
  const [form, setForm] = useState(EMPTY_COMPLAINT)
  return <ComplaintFields form={form} onChange={setForm} people={<p className="muted">{say('complaints.ask.people')}</p>} />
}
