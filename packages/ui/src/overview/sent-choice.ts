import { SENT_EXPORT } from '@ihala/contract'

/** Which of what was sent is looked at: to one partner, between two days (`YYYY-MM-DD`), both counted. */
export interface SentChoice {
  readonly partner?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The heads of logs and the signatures of witnesses too, which go by themselves. */
  readonly withLog?: boolean
}

const DAY = 86_400_000

/** The choice as a query, without its question mark; what is not chosen is left out. */
export function queryOf({ partner, from, to, withLog = false }: SentChoice): string {
  const chosen = Object.entries({ partner, from, to, log: withLog ? undefined : 'without' }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  )
  return new URLSearchParams(chosen).toString()
}

/** What keeps the choice from being exported; undefined when nothing does. */
export function exportFault({ from, to }: SentChoice): 'no-period' | 'wrong-way' | 'too-long' | undefined {
  if (from === undefined || to === undefined) return 'no-period'
  if (to < from) return 'wrong-way'
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1
  return days > SENT_EXPORT.days ? 'too-long' : undefined
}
