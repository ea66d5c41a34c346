/**
 * The whole federation in one process: `npm run simulate -- --seed N --histories N`.
 *   --seed       the first seed; each history takes the next one
 *   --histories  how many
 *   --print      tells each history, not only those that fail
 */
import { parseArgs } from 'node:util'
import { history, shortened, told } from './history.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '1000' },
    print: { type: 'boolean', default: false },
  },
})
const first = Number(values.seed)
const count = Number(values.histories)
const begun = process.cpuUsage()
let events = 0
let hours = 0
let failed = 0
for (let seed = first; seed < first + count; seed += 1) {
  const one = await history(seed)
  events += one.events
  hours += one.hours
  if (values.print) console.log(told(one))
  if (one.problems.length === 0) continue
  failed += 1
  console.log(told(await shortened(one)))
  if (failed >= 3) break
}
const { user, system } = process.cpuUsage(begun)
const seconds = (user + system) / 1_000_000
console.log(
  `${count} histories from seed ${first}: ${events} events stored, ${Math.round(hours)} virtual hours, ${failed} failed, ${seconds.toFixed(1)} s of one core (${((seconds * 1000) / count).toFixed(1)} ms each)`,
)
process.exitCode = failed > 0 ? 1 : 0
