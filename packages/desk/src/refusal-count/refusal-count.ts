/**
 * The Monday of the week in which a local date lies, as a local date: the finest time that is kept of a refusal (c12).
 * @param date `YYYY-MM-DD`
 */
export function weekOf(date: string): string {
  const day = new Date(`${date}T00:00:00.000Z`)
  const sinceMonday = (day.getUTCDay() + 6) % 7
  return new Date(day.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10)
}
