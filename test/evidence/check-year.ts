// node check-year.ts verifier|outside FOLDER SHARE OF: checks a share of the dossiers in a folder from the files alone, and prints what
// it found and what that cost.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyDossier } from '@ihala/verifier'
import { checkDossier } from './outside-check.ts'
import { published } from './published.ts'

const [by, folder = '', share = '0', of = '1'] = process.argv.slice(2)
const anchors = JSON.parse(readFileSync(join(folder, 'anchors.json'), 'utf8'))
const begun = performance.now()
const found = { files: 0, events: 0, proven: 0, bytes: 0 }
const names = readdirSync(folder).filter((name) => name !== 'anchors.json')
for (const name of names.sort().filter((_, at) => at % Number(of) === Number(share))) {
  const text = readFileSync(join(folder, name), 'utf8')
  const { acts, completeUpTo } = by === 'outside' ? await checkDossier(text, published(anchors)) : verifyDossier(text, anchors)
  found.files += 1
  found.events += acts.length
  found.bytes += text.length
  // In its log by the word of others, received by the word of its recipient, and complete.
  found.proven += acts.filter(({ atLatest, receipt }) => atLatest !== null && receipt === 'stored' && completeUpTo !== null).length
}
const { user, system } = process.cpuUsage()
const cost = {
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
}
process.stdout.write(`${JSON.stringify({ ...found, ...cost })}\n`)
