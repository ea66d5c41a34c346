import type { Specimen } from '@ihala/ui'
import { Application } from './applications-card.tsx'
import { ChangesTable } from './changes-table.tsx'
import { ComplaintRow } from './complaint-row.tsx'
import { OpenMeasure, ProposeButtons } from './measures.tsx'
import type { MemberComplaints, RegistryApplication, RegistryLog, RegistryMeasures, RegistryMembers } from './registry-answers.ts'

const AT = '2026-11-22T09:00:00.000Z'
const HOSPITAL = { entityId: 'https://new-hospital.ihala.example', names: { ar: 'مستشفى جديد', en: 'New Hospital' } }
const member: RegistryMembers['members'][number] = { ...HOSPITAL, kind: 'hospital', status: 'live', statementEndsAt: AT, keys: [] }
const application: RegistryApplication = {
  ...HOSPITAL,
  kind: 'hospital',
  state: 'verified',
  fingerprint: 'abcdefghijkmnpqrstuvwxyz23456789',
  appliedAt: AT,
  conformance: null,
  approvedOnce: false,
  approvedByMe: false,
}
const MEASURE: RegistryMeasures['measures'][number] = {
  id: '00000000-0000-7000-8000-000000000000',
  entityId: HOSPITAL.entityId,
  measure: 'suspend',
  kid: null,
  proposedAt: AT,
  proposedByMe: false,
  proposedByNames: { ar: 'جاسم المثال', en: 'Jassim Almithal' },
  confirmedAt: null,
}

const complaint: MemberComplaints['complaints'][number] = {
  id: MEASURE.id,
  number: 'pZ3kq9Yv1TnXw0c2L8sR5A',
  about: HOSPITAL.entityId,
  what: 'treated-badly',
  answer: true,
  from: 'https://itf.ihala.example',
  receivedAt: AT,
  state: 'new',
  finding: null,
  closedAt: null,
}
const COMPLAINTS: readonly MemberComplaints['complaints'][number][] = [
  complaint,
  { ...complaint, state: 'acknowledged', answer: false },
  { ...complaint, state: 'closed', finding: 'upheld-in-part', closedAt: AT },
]

const CHANGES: RegistryLog['changes'] = [
  { position: 0, at: AT, entityId: HOSPITAL.entityId, change: 'admitted', leaf: 'pZ3kq9Yv1TnXw0c2L8sR5A' },
  { position: 1, at: AT, entityId: HOSPITAL.entityId, change: 'suspended', leaf: 'Yb7Qm2Lk9RtUw4e6N1vC3g' },
]

/** What the committee has of its own: how a member comes in, and what two people decide about one. */
export const specimens: readonly Specimen[] = [
  {
    name: 'Application',
    shown: () => (
      <div className="stack">
        <Application one={application} decides />
        <Application one={{ ...application, state: 'approved' }} decides />
      </div>
    ),
  },
  {
    name: 'ComplaintRow',
    shown: () => (
      <ul className="list">
        {COMPLAINTS.map((one) => (
          <ComplaintRow key={one.state} one={one} nameOf={(entityId) => entityId.replace('https://', '')} />
        ))}
      </ul>
    ),
  },
  { name: 'ChangesTable', shown: () => <ChangesTable changes={CHANGES} /> },
  { name: 'ProposeButtons', shown: () => <ProposeButtons member={member} waiting={[]} /> },
  { name: 'OpenMeasure', shown: () => <OpenMeasure one={MEASURE} member={member} decides /> },
]
