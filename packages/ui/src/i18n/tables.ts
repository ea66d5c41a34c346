import { writerOf } from './calendar.ts'
import { readSettings, readZone } from './settings.ts'

/**
 * Has the browser read the tables by which the reader's language writes times and lists. Whoever writes first waits for that, and keeps
 * nobody waiting while the program is still on its way.
 */
export function readTables(): void {
  const { language, digits } = readSettings()
  const writer = writerOf({ language, digits, timeZone: readZone() ?? 'UTC' })
  const now = Date.now()
  const at = new Date(now).toISOString()
  writer.away(at, now)
  writer.shortMoment(at, now)
  writer.momentInBoth(at)
  writer.list([at, at])
}
