import type { WorkerLanguage } from './languages.ts'

/** Path of all worker pages. It says nothing; there is one address, so that a history has one line and no step in it. */
export const WORKER_PATH = '/i/'

/** What all pages of one request have in common. */
export interface Setting {
  readonly language: WorkerLanguage
  /** Where “leave this page” goes: a harmless address. */
  readonly leaveTo: string
  /** The network's, IANA: days are shown as people there count them. */
  readonly timeZone: string
  /** Number to call in danger; without one nothing is said of it. */
  readonly emergency?: string
  /** Whether the script was built and is named in the page. */
  readonly scripted: boolean
}
