import type { Say } from './messages.ts'

/** From one point to another, as ranges are said everywhere; the one point where both are the same. Empty where neither is known. */
export function rangeText(
  say: Say,
  from: string | undefined,
  until: string | undefined,
  written = (point: string): string => point,
): string {
  if (from !== undefined && until !== undefined && written(from) === written(until)) return written(from)
  if (from !== undefined && until !== undefined) return say('range.both', { from: written(from), until: written(until) })
  if (from !== undefined) return say('range.from', { from: written(from) })
  return until === undefined ? '' : say('range.until', { until: written(until) })
}
