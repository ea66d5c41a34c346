import type { ReferralLine, ReferralPage } from '@ihala/contract'
import type { Wire } from './wire.ts'

/** A desk that hears what changes, as the page in front of staff does. */
export interface Hearing {
  /** How often it was told something. */
  readonly told: () => number
  /** Calls whoever is to know that the desk can no longer be heard. */
  readonly failed: (failed: (fault: unknown) => void) => void
}

/**
 * The desk of one member: lines as it is told of them, and what waits for it whenever it is asked to read again. Resolves when
 * it listens.
 */
export function hear(desk: Wire, lines: (lines: readonly ReferralLine[]) => void): Promise<Hearing> {
  return new Promise((resolve) => {
    let told = 0
    let fail: (fault: unknown) => void = () => undefined
    const hearing: Hearing = { told: () => told, failed: (failed) => (fail = failed) }
    desk.hear('/live', (event, data) => {
      told += 1
      if (event === 'lines') lines(data as readonly ReferralLine[])
      else waitingLines(desk).then(lines, (fault: unknown) => fail(fault))
      resolve(hearing)
    })
  })
}

/** The lines that wait for a decision. They have the nearest deadlines, so they stand first in the list. */
export async function waitingLines(desk: Pick<Wire, 'get'>): Promise<readonly ReferralLine[]> {
  const waiting: ReferralLine[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: ReferralPage = await desk.get(`/referrals?box=received${cursor === '' ? '' : `&cursor=${cursor}`}`)
    const here = page.items.filter((line) => line.state === 'requested')
    waiting.push(...here)
    cursor = here.length < page.items.length ? null : page.next
  }
  return waiting
}
