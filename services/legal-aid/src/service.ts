import { deskWithWatchList, proceedings } from '@ihala/desk'
import { defineService } from '@ihala/kit'
import { hearings } from './hearings/hearings.ts'
import { kind } from './kind.ts'
import { mandates } from './mandates/mandates.ts'
import { offers } from './offers/offers.ts'
import { privilegedNotes } from './privileged-notes/privileged-notes.ts'

/** Legal aid: the common desk, offers to lawyers, hearings, mandates and powers of attorney, notes under privilege, and what a person wishes of proceedings. */
export const service = defineService({
  kind: kind.name,
  features: [deskWithWatchList, offers, hearings, mandates, privilegedNotes, proceedings],
  serves: kind.serves,
})
