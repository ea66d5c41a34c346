import type { AwardView } from '@ihala/contract'
import type { Specimen } from '@ihala/ui'
import { AwardRow } from './award-row.tsx'
import { FundBar } from './fund-bar.tsx'

const NOWHERE = '00000000-0000-7000-8000-000000000000'
const AT = '2026-11-22T09:00:00.000Z'
const award: AwardView = {
  id: NOWHERE,
  referralId: NOWHERE,
  reference: 'IH-4130-27',
  minorUnits: 120_050,
  currency: 'QAR',
  purpose: 'living-costs',
  period: '2026-11',
  state: 'assessed',
  approvals: [],
  paidAt: null,
  version: 1,
}
const AWARDS: readonly AwardView[] = [
  award,
  { ...award, state: 'approved-once', approvals: [{ at: AT, byMe: true }] },
  {
    ...award,
    state: 'paid',
    approvals: [
      { at: AT, byMe: false },
      { at: AT, byMe: true },
    ],
    paidAt: AT,
  },
]

/** What the fund has of its own. */
export const specimens: readonly Specimen[] = [
  {
    name: 'FundBar',
    shown: () => <FundBar fund={{ currency: 'QAR', endowed: 10_000_000, paid: 3_450_000, reserved: 1_200_050, available: 5_349_950 }} />,
  },
  {
    name: 'AwardRow',
    shown: () => (
      <ul className="list">
        {AWARDS.map((one) => (
          <AwardRow key={one.state} award={one} />
        ))}
      </ul>
    ),
  },
]
