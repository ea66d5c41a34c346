import { Refusal } from '@ihala/contract'
import { localDays } from '@ihala/policy'

/** Nothing was sent before the first, nothing will be after the second. */
const ALWAYS = { from: '1970-01-01T00:00:00.000Z', until: '9999-01-01T00:00:00.000Z' }

/** The instants of a period of local days, open where no day is said. Throws Refusal `body-invalid`. */
export function period(from: string | undefined, to: string | undefined, timeZone: string): { from: string; until: string; days: number } {
  // Further off than that no clock of ours is, and the database writes such years otherwise.
  for (const [name, day] of Object.entries({ from, to }))
    if (day !== undefined && (day < '1971' || day >= '9998'))
      throw new Refusal('body-invalid', { field: `query:/${name}`, rule: 'maximum' })
  const { from: first, until, days } = localDays(from ?? '1971-01-01', to ?? '9998-01-01', timeZone)
  if (days < 1) throw new Refusal('body-invalid', { field: 'query:/to', rule: 'minimum' })
  return { from: from === undefined ? ALWAYS.from : first, until: to === undefined ? ALWAYS.until : until, days }
}
