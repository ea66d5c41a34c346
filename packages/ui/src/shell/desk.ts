import type { Names, ReferralDetail, StaffRole } from '@ihala/contract'
import type { ComponentType } from 'react'
import type { IconName } from '../components/icon.tsx'
import type { Specimen } from '../gallery/specimen.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { OfflineWork } from '../offline/offline-context.ts'

/** A screen of one kind of organisation. */
export interface DeskPage {
  /** Below `/desk`, with a slash: `/beds`. */
  readonly path: string
  /** Whether one thing of it has an address below: `/beds/…`, read by `useWithin`. */
  readonly within?: boolean
  /** A key of the catalogues, or the name in both languages where the kind brings its own words. */
  readonly title: MessageKey | Names
  readonly icon: IconName
  /** The roles that work here; without it, all. Only what is shown: the service decides what may be done. */
  readonly roles?: readonly StaffRole[]
  /** What of it waits for whoever is signed in, as `Waits` on the first screen. */
  readonly waits?: () => Promise<{ default: ComponentType }>
  /** Fetches the screen when it is first opened. */
  readonly load: () => Promise<{ default: ComponentType }>
}

/** What a kind adds to a referral's page. It is shown between the summary and the sections. */
export interface ReferralPartProps {
  readonly detail: ReferralDetail
}

/** The desk of one kind of organisation: what it adds to the screens all share. */
export interface Desk {
  /** The folder in `services/`. */
  readonly kind: string
  readonly pages: readonly DeskPage[]
  /** Whether staff here write down people and refer them. A funder that learns no name does not. Default true. */
  readonly refers?: boolean
  /** Whether others refer to it at all; the first screen of a body that neither refers nor receives is the members. Default true. */
  readonly receives?: boolean
  /** How it works where there is no network, if it does: drafts sealed on the device, sent when there is one. */
  readonly offline?: OfflineWork
  readonly referralPart?: () => Promise<{ default: ComponentType<ReferralPartProps> }>
  /** Its own components and pictures, for the gallery. */
  readonly specimens?: () => Promise<{ readonly specimens: readonly Specimen[] }>
}
