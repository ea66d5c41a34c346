import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Network } from '../../infra/network.ts'
import { deskClient } from '../kit/desk-client.ts'
import { complaintToMinistry } from './complaint.ts'
import { declined } from './declined.ts'
import { defence } from './defence.ts'
import { moneyFromFund } from './money.ts'
import { safetyTonight } from './safety.ts'
import type { Stage } from './stage.ts'

/** The steps at which a test may break something on purpose. */
export interface JourneyOptions {
  /** Called after each step with its name; a test kills a process here. */
  readonly afterStep?: (step: string) => Promise<void>
}

/** Who works where in the journeys. */
const STAFF = {
  officer: ['itf', 'marlon-reyes'],
  intake: ['ministry-of-labour', 'joseph-varghese'],
  ministryAdmin: ['ministry-of-labour', 'hamad-al-nuaimi'],
  shelter: ['care-house', 'grace-wanjiru'],
  shelterAdmin: ['care-house', 'khalid-al-emadi'],
  coordinator: ['lawyers-association', 'dana-al-mannai'],
  lawyer: ['lawyers-association', 'yusuf-rahman'],
  caseWorker: ['charity', 'amna-al-marri'],
  approver: ['charity', 'ibrahim-al-dosari'],
  secondApprover: ['charity', 'huda-salem'],
  charityAdmin: ['charity', 'omar-idris'],
} as const

/**
 * J-1…J-4 on a running network, each step by a signed-in member of staff over HTTP: a crew's complaint, a bed tonight, a
 * lawyer, money; then a referral that is declined. Rejects at the first step that did not happen.
 */
export async function playJourneys(network: Network, report: (line: string) => void, options: JourneyOptions = {}): Promise<void> {
  const clients = await Promise.all(
    Object.entries(STAFF).map(async ([name, [slug, sub]]) => [name, await deskClient(network, slug, sub)] as const),
  )
  const envelopes = await busCounter(network)
  let done = 0
  const stage: Stage = {
    network,
    desks: Object.fromEntries(clients) as Stage['desks'],
    entityId: (slug) => network.organisation(slug).entityId,
    document: async (file) => readFile(join(import.meta.dirname, '..', 'people', 'documents', file)),
    step: async (who, what) => {
      done += 1
      report(`${String(done).padStart(2)}. ${who}: ${what}${await envelopes()}`)
      await options.afterStep?.(what)
    },
  }
  const suman = await complaintToMinistry(stage)
  const safe = await safetyTonight(stage, suman)
  await defence(stage, safe)
  await moneyFromFund(stage, safe)
  await declined(stage)
}

/** How many sealed envelopes the bus has taken since the last step: all its operator learns of it. */
async function busCounter(network: Network): Promise<() => Promise<string>> {
  const { monitorUrl } = network.bus
  if (monitorUrl === undefined) return async () => ''
  const count = async (): Promise<{ messages: number }> => {
    const { account_details: accounts = [] }: { account_details?: { stream_detail?: { name: string; state: { last_seq: number } }[] }[] } =
      await (await fetch(`${monitorUrl}/jsz?streams=true&accounts=true`)).json()
    const streams = accounts.flatMap((account) => account.stream_detail ?? []).filter((stream) => stream.name !== 'REG')
    return { messages: streams.reduce((sum, stream) => sum + stream.state.last_seq, 0) }
  }
  let { messages: before } = await count()
  return async () => {
    const { messages } = await count()
    const fresh = messages - before
    before = messages
    return fresh > 0 ? `  [bus: ${fresh} sealed envelope${fresh === 1 ? '' : 's'}]` : ''
  }
}
