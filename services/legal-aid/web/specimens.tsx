import type { OfferList } from '@ihala/contract'
import type { Specimen } from '@ihala/ui'
import { useReading } from '@ihala/ui'
import type { Static } from 'typebox'
import { MandatesCard, Paper } from './mandates.tsx'
import { OfferRow } from './offer-row.tsx'
import { PrivilegedNotesCard } from './privileged-notes.tsx'

const NOWHERE = '00000000-0000-7000-8000-000000000000'
const AT = '2026-11-22T09:00:00.000Z'
const offer: Static<typeof OfferList>['offers'][number] = {
  id: NOWHERE,
  referralId: NOWHERE,
  reference: 'IH-4130-27',
  lawyerId: NOWHERE,
  lawyerNames: { ar: 'محامية', en: 'A lawyer' },
  needs: ['legal-aid'],
  urgency: 'planned',
  state: 'offered',
  offeredAt: AT,
  answeredAt: null,
  version: 1,
}
const STATES = ['offered', 'taken', 'returned'] as const

/** What the lawyers have of their own. */
export const specimens: readonly Specimen[] = [
  {
    name: 'OfferRow',
    shown: () => (
      <ul className="list">
        {STATES.map((state) => (
          <OfferRow key={state} offer={{ ...offer, state }} />
        ))}
      </ul>
    ),
  },
  { name: 'Paper', shown: () => <Papers /> },
  { name: 'MandatesCard', shown: () => <MandatesCard referralId={NOWHERE} /> },
  { name: 'PrivilegedNotesCard', shown: () => <PrivilegedNotesCard referralId={NOWHERE} /> },
]

function Papers() {
  const { say, word } = useReading()
  const about = word('mandate-step', 'committee')
  const end = { path: `/mandates/${NOWHERE}/end`, word: say('mandates.end') }
  return (
    <ul className="list">
      <Paper title={say('mandates.mandate')} about={about} givenAt={AT} expiresAt={null} endedAt={null} end={end} />
      <Paper
        title={say('mandates.power')}
        about={about}
        paper={{ number: '2026/4130', certifiedBy: 'Notary' }}
        givenAt={AT}
        expiresAt={AT}
        endedAt={AT}
        end={end}
      />
    </ul>
  )
}
