import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, EXIT } from '@ihala/cli'
import { natsBus, registryKey } from '@ihala/exchange'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { service as committeeService } from '../../services/national-committee/src/service.ts'
import { service as shelterService } from '../../services/shelter/src/service.ts'
import { testAnchor } from '../kit/anchor.ts'
import { type FreshBus, freshBus } from '../kit/fresh-bus.ts'
import { type LoneService, loneService } from '../kit/lone-service.ts'

const DOMAIN = 'ihala.test'
const ANCHOR = `https://trust-anchor.${DOMAIN}`
const anchor = testAnchor(ANCHOR)
const folder = mkdtempSync(join(tmpdir(), 'ihala-joining-'))
const at = (name: string): string => join(folder, name)
let bus: FreshBus
let committee: LoneService
let applicant: LoneService

afterAll(async () => {
  await applicant?.stop()
  await committee?.stop()
  await bus?.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a command as a person would, in this process. */
async function ihala(...args: string[]) {
  const lines: string[] = []
  const say = (line: string): void => void lines.push(line)
  const code = await command(args, { environment: {}, now: () => new Date(), say, print: say })
  return { code, said: lines.join('\n') }
}

/** Settings of an organisation on this bus, as far as they differ. */
async function placeOf(slug: string, publishesRegistry = false) {
  const { tag, credsFile } = await bus.admit(slug, { publishesRegistry })
  const nats = { url: bus.bus.url, credsFile, tag }
  return { nats, port: natsBus({ ...nats, notice: () => undefined }) }
}

beforeAll(async () => {
  bus = await freshBus()
  const live = { anchorKeys: anchor.keys, networkDomain: DOMAIN, anchorId: ANCHOR }
  const place = await placeOf('national-committee', true)
  await bus.admit('conformance')
  // The desk is made with settings that know of none yet.
  const draft = await loneService(committeeService, { slug: 'national-committee', config: { nats: place.nats, registry: live } })
  writeFileSync(at('draft.json'), JSON.stringify(draft.running.service.config))
  const made = await ihala('members', 'conformance-new', '--config', at('draft.json'), '--to', at('desk'))
  await draft.stop()
  const pinned: { anchorId: string; anchorKeys: typeof anchor.keys } = JSON.parse(made.said.split('\n')[0] ?? '')
  committee = await loneService(committeeService, {
    slug: 'national-committee',
    bus: place.port,
    config: { nats: place.nats, registry: { ...live, conformanceKeys: pinned.anchorKeys } },
  })
  writeFileSync(at('committee.json'), JSON.stringify(committee.running.service.config))
  const clinic = await placeOf('clinic')
  applicant = await loneService(shelterService, {
    slug: 'clinic',
    bus: clinic.port,
    timers: true,
    config: { nats: clinic.nats, registry: { ...pinned, networkDomain: DOMAIN } },
  })
  // It applies as what it will be; the service that is tested believes the conformance anchor.
  writeFileSync(at('clinic.json'), JSON.stringify({ ...applicant.running.service.config, registry: live }))
  for (const who of ['fatima', 'jassim']) {
    const { cookie } = await committee.signIn(who, ['admin'])
    writeFileSync(at(who), `${cookie}\n`, { mode: 0o600 })
  }
}, 60_000)

test('K1: a real service joins by the commands alone, over the real bus', async () => {
  const door = ['--at', committee.running.url]
  const as = (who: string): string[] => [...door, '--session', at(who)]
  const fingerprint = applicant.running.service.keyring.signing.kid
  const run = ['--config', at('committee.json'), '--desk', at('desk'), '--creds', (await bus.admit('conformance')).credsFile]

  expect(await ihala('members', 'apply', '--config', at('clinic.json'), ...door)).toMatchObject({ code: EXIT.done })
  expect((await ihala('members', 'conformance', 'clinic', ...as('fatima'), ...run)).said).toContain('is applied')
  const verify = ['members', 'verify', 'clinic', ...as('fatima'), '--how', 'telephone', '--fingerprint']
  expect((await ihala(...verify, committee.running.service.keyring.signing.kid)).code).toBe(EXIT.unusable)
  expect(await ihala(...verify, fingerprint)).toMatchObject({ code: EXIT.done, said: expect.stringContaining('conformance run') })
  expect((await ihala('members', 'approve', 'clinic', ...as('fatima'))).code).toBe(EXIT.unusable)

  const ran = await ihala('members', 'conformance', 'clinic', ...as('fatima'), ...run, '--to', at('protocol.json'))
  expect(ran.said).not.toContain('✗')
  expect(ran.code).toBe(EXIT.done)
  expect((await ihala('members', 'list', ...as('jassim'))).said).toContain('clinic  tested')

  expect((await ihala('members', 'approve', 'clinic', ...as('fatima'))).said).toContain('second person')
  expect((await ihala('members', 'approve', 'clinic', ...as('fatima'))).said).toContain('second-person-required')
  expect((await ihala('members', 'approve', 'clinic', ...as('jassim'))).code).toBe(EXIT.done)
  const orders: { orders: object[] } = await (await fetch(`${committee.running.url}/registry/orders`)).json()
  expect(orders.orders).toMatchObject([{ entityId: `https://clinic.${DOMAIN}`, standing: 'live' }])
}, 90_000)

test('K1: what the conformance anchor says is nothing to who believes the live one, and the other way round', async () => {
  const { bus: port, registry } = committee.running.service
  const said = await port.registry.fetch(registryKey(`https://clinic.${DOMAIN}`))
  if (said === undefined) throw new Error('the run put nothing on the bus')
  expect(await applicant.running.service.registry.hear(said)).toBe(true)
  expect(await registry.hear(said)).toBe(false)
  expect(registry.lastKnown(`https://clinic.${DOMAIN}`)).toBeUndefined()
  const [, payload = ''] = said.split('.')
  const live = anchor.says({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), iss: ANCHOR })
  expect(await registry.hear(live)).toBe(true)
  expect(await applicant.running.service.registry.hear(live)).toBe(false)
})
