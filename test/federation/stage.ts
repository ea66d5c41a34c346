import type { Network } from '../../infra/network.ts'
import type { DeskClient } from '../kit/desk-client.ts'

/** Where a journey is played. */
export interface Stage {
  readonly network: Network
  readonly desks: Readonly<
    Record<
      | 'officer'
      | 'intake'
      | 'ministryAdmin'
      | 'shelter'
      | 'shelterAdmin'
      | 'coordinator'
      | 'lawyer'
      | 'caseWorker'
      | 'approver'
      | 'secondApprover'
      | 'charityAdmin',
      DeskClient
    >
  >
  readonly entityId: (slug: string) => string
  /** A file of the people's evidence. */
  readonly document: (file: string) => Promise<Buffer>
  /** Says that a step really happened. */
  readonly step: (who: string, what: string) => Promise<void>
}

/** Throws unless it is so: a step that did not happen ends the play. */
export function assertSo(so: boolean, what: string): asserts so {
  if (!so) throw new Error(`It is not so: ${what}`)
}
