import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { AnchorKey } from '@ihala/contract'
import { registryKey } from '@ihala/exchange'
import { verifyStatement } from '@ihala/seal'
import { connect, credsAuthenticator } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAlive } from './child.ts'
import { registryReadOne } from './nats/subjects.ts'
import { type Network, startNetwork } from './network.ts'
import { forgetPostgres } from './postgres/server.ts'
import { waitUntil } from './wait-until.ts'

const home = mkdtempSync(join(tmpdir(), 'ihala-network-'))
const servicesDir = join(home, 'services')
const stateDir = join(home, 'state')
const root = dirname(import.meta.dirname)
let network: Network

/** The least that is a service: ready at once, and able to crash. */
const MAIN = `
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
const { port } = JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8'))
createServer((request, response) => (request.url === '/crash' ? process.exit(3) : response.end(import.meta.dirname))).listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
`

function kind(name: string, slug: string, en: string): void {
  const staff = [{ sub: 'aisha', names: { ar: 'عائشة', en: 'Aisha' }, roles: ['admin'], languages: ['ara'] }]
  mkdirSync(join(servicesDir, name, 'src'), { recursive: true })
  writeFileSync(
    join(servicesDir, name, 'demo.json'),
    JSON.stringify({ instances: [{ slug, names: { ar: 'جهة', en }, languages: ['ar', 'en'], staff }] }),
  )
  writeFileSync(join(servicesDir, name, 'src', 'main.ts'), MAIN)
  writeFileSync(
    join(servicesDir, name, 'src', 'kind.ts'),
    `export const kind = { name: '${name}', serves: ['health-care'], takes: ['need'] }\n`,
  )
}

function start(): Promise<Network> {
  return startNetwork({ root, stateDir, servicesDirs: [servicesDir] })
}

beforeAll(async () => {
  kind('hospital', 'hospital', 'Hospital')
  kind('national-committee', 'national-committee', 'National Committee')
  network = await start()
}, 120_000)
afterAll(async () => {
  await network.stop()
  forgetPostgres(join(stateDir, 'postgres'))
  rmSync(home, { recursive: true, force: true })
})

test('a kind outside the project is one folder, and its sources know their own place', async () => {
  const hospital = network.organisation('hospital')
  expect(await (await fetch(`${hospital.baseUrl}/`)).text()).toBe(join(servicesDir, 'hospital', 'src'))
  expect(statSync(hospital.configFile).mode & 0o777).toBe(0o600)
})

test('every member has a statement of the anchor on the bus, with its tag and its keys', async () => {
  const hospital = network.organisation('hospital')
  const config: { nats: { credsFile: string }; registry: { anchorId: string; anchorKeys: AnchorKey[] } } = JSON.parse(
    readFileSync(hospital.configFile, 'utf8'),
  )
  const connection = await connect({ servers: network.bus.url, authenticator: credsAuthenticator(readFileSync(config.nats.credsFile)) })
  const jws = (await connection.request(registryReadOne(registryKey(hospital.entityId)), '', { timeout: 2000 })).string()
  await connection.close()
  const read = verifyStatement(jws, [{ iss: config.registry.anchorId, keys: config.registry.anchorKeys }], Math.floor(Date.now() / 1000))
  expect(read).toMatchObject({
    outcome: 'trusted',
    content: { sub: hospital.entityId, metadata: { ihala_member: { kind: 'hospital', bus_tag: hospital.tag, status: 'live' } } },
  })
})

test('a service that crashes is started again; one that was killed on purpose stays down until started', async () => {
  const hospital = network.organisation('hospital')
  const first = hospital.pid()
  await fetch(`${hospital.baseUrl}/crash`).catch(() => undefined)
  await waitUntil('the hospital’s second process', () => (hospital.pid() === first ? undefined : hospital.pid()), 10_000)
  await network.killOrganisation('hospital')
  expect(hospital.pid()).toBeUndefined()
  await network.startOrganisation('hospital')
  expect((await fetch(`${hospital.baseUrl}/`)).status).toBe(200)
}, 30_000)

test('two networks never work on the same folder', async () => {
  const busy = JSON.stringify({ pid: process.ppid, born: 'unknown' })
  const other = mkdtempSync(join(home, 'other-'))
  writeFileSync(join(other, 'holder.json'), busy.replace('"unknown"', JSON.stringify(birthAsRecorded(process.ppid))))
  await expect(startNetwork({ root, stateDir: other, servicesDirs: [servicesDir] })).rejects.toThrow(/runs already/)
})

test('stopping leaves no process, and starting again keeps names and data', async () => {
  const { tag } = network.organisation('hospital')
  const pids = [network.postgres.pid(), network.bus.pid(), ...network.organisations.map((one) => one.pid())]
  expect(pids.every((pid) => pid !== undefined && isAlive(pid))).toBe(true)
  await network.stop()
  for (const pid of pids) expect(isAlive(Number(pid))).toBe(false)
  network = await start()
  expect(network.organisation('hospital').tag).toBe(tag)
}, 60_000)

/** The kernel's moment of birth of a process, as a holder's record has it. */
function birthAsRecorded(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown'
}
