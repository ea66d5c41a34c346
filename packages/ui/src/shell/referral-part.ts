import { type ComponentType, createContext } from 'react'
import type { ReferralPartProps } from './desk.ts'

/** What this desk's kind adds to a referral's page. */
export const ReferralPartContext = createContext<ComponentType<ReferralPartProps> | undefined>(undefined)
