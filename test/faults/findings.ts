import type { Ground } from './ground.ts'
import type { Made } from './load.ts'

/** What a fault broke, by the cases it is about; nothing, when the program is sound. */
export interface Findings {
  /** Answered 201, and not at the recipient. */
  readonly lost: readonly string[]
  /** At the recipient, which has given no receipt for it. */
  readonly effectWithoutReceipt: readonly string[]
  /** Closed by a receipt that the recipient does not know to have given. */
  readonly receiptWithoutEffect: readonly string[]
}

/** No findings. */
export const NOTHING_FOUND: Findings = { lost: [], effectWithoutReceipt: [], receiptWithoutEffect: [] }

/** Looks at both ends of referrals. The sender is asked first: what it has a receipt of must then be at the recipient. */
export async function findingsOf({ databases }: Pick<Ground, 'databases'>, made: readonly Made[]): Promise<Findings> {
  const found = { lost: new Set<string>(), effectWithoutReceipt: new Set<string>(), receiptWithoutEffect: new Set<string>() }
  for (const [from = '', to = '', ids] of routesOf(made)) {
    const sent = await databases.sql(from)<{ caseId: string; receipt: string | null }[]>`
      select r.case_id, o.receipt from desk.referral r join exchange.outbox o on o.case_id = r.case_id where r.id = any(${ids})`
    const cases = [...new Set(sent.map(({ caseId }) => caseId))]
    // One statement sees one moment: what was committed together is seen together.
    const come = await databases.sql(to)<{ caseId: string; effect: boolean; receipts: string[] }[]>`
      select case_id, exists (select from desk.referral r where r.case_id = asked.case_id) as effect,
        array(select e.receipt from exchange.event e where e.case_id = asked.case_id and e.receipt is not null) as receipts
      from unnest(${cases}::text[]) as asked (case_id)`
    const receipts = new Set(come.flatMap((one) => one.receipts))
    for (const { caseId, effect, receipts: given } of come) {
      if (!effect) found.lost.add(caseId)
      else if (given.length === 0) found.effectWithoutReceipt.add(caseId)
    }
    for (const { caseId, receipt } of sent) if (receipt !== null && !receipts.has(receipt)) found.receiptWithoutEffect.add(caseId)
  }
  return {
    lost: [...found.lost],
    effectWithoutReceipt: [...found.effectWithoutReceipt],
    receiptWithoutEffect: [...found.receiptWithoutEffect],
  }
}

/** Referrals whose first event nobody receipted yet. */
export async function unreceipted({ databases }: Pick<Ground, 'databases'>, made: readonly Made[]): Promise<number> {
  let open = 0
  for (const [from = '', , ids] of routesOf(made)) {
    const [row] = await databases.sql(from)<{ closed: number }[]>`
      select count(*)::int as closed from desk.referral r join exchange.outbox o on o.case_id = r.case_id and o.seq = 1
      where r.id = any(${ids}) and o.status = 'closed'`
    open += ids.length - (row?.closed ?? 0)
  }
  return open
}

function routesOf(made: readonly Made[]): (readonly [string | undefined, string | undefined, string[]])[] {
  return [...Map.groupBy(made, ({ from, to }) => `${from} ${to}`)].map(([route, some]) => {
    const [from, to] = route.split(' ')
    return [from, to, some.map(({ id }) => id)]
  })
}
