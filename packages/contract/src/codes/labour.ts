import type { Static } from 'typebox'
import { codes } from '../schema.ts'

/** The eleven ILO indicators of forced labour (2012), in their order. They inform, never decide alone. */
export const Indicator = codes(
  [
    'abuse-of-vulnerability',
    'deception',
    'restriction-of-movement',
    'isolation',
    'physical-and-sexual-violence',
    'intimidation-and-threats',
    'retention-of-identity-documents',
    'withholding-of-wages',
    'debt-bondage',
    'abusive-working-and-living-conditions',
    'excessive-overtime',
  ],
  'ILO indicators of forced labour, 2012',
)
export type Indicator = Static<typeof Indicator>

/** How sure the screener is of an indicator. */
export const Confidence = codes(['strong', 'medium', 'weak', 'absent'], 'ILO “Hard to see, harder to count” 2012')

/** Heads of claim of a labour complaint (J-1). */
export const HeadOfClaim = codes(
  ['wages', 'overtime', 'leave', 'notice', 'end-of-service', 'ticket', 'injury', 'fees', 'deductions', 'moral-harm'],
  'DOMAIN.md J-1',
)
export type HeadOfClaim = Static<typeof HeadOfClaim>

/** How a complaint reached us (D-1). */
export const IntakeChannel = codes(
  ['web', 'app', 'hotline', 'sms', 'e-mail', 'in-person', 'liaison-officer', 'joint-committee'],
  'DOMAIN.md D-1',
)

/** Status of a victim of trafficking; presumed until decided (B2). */
export const VictimStatus = codes(['not-assessed', 'presumed', 'identified', 'no-indication'], 'HTCDS 2.0 vic_TraffickingStatus, ODIHR NRM')
