import type { ReferralLine, ReferralState } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'

const TONES: Readonly<Record<ReferralState, 'calm' | 'good' | 'warn' | 'danger' | 'accent' | ''>> = {
  enquired: 'calm',
  answered: 'calm',
  requested: 'calm',
  opened: 'calm',
  accepted: 'accent',
  'in-progress': 'accent',
  'on-hold': 'warn',
  completed: 'good',
  failed: '',
  rejected: '',
  cancelled: '',
  'handed-back': 'danger',
  'taken-back': '',
  'entered-in-error': '',
}

/** Where a referral stands, and the stage or outcome behind it. Accepted is never shown as done. */
export function StateBadge({ line }: { line: Pick<ReferralLine, 'state' | 'businessStatus' | 'outcome'> }) {
  const { word, between } = useReading()
  // What became of it is said only while it is over: opened again, it goes on.
  const outcome = line.state === 'completed' || line.state === 'failed' ? line.outcome : null
  const detail = outcome ? word('outcome', outcome) : line.businessStatus ? word('stage', line.businessStatus) : undefined
  return (
    <span className={`badge ${TONES[line.state]}`}>
      {word('state', line.state)}
      {detail && `${between}${detail}`}
    </span>
  )
}
