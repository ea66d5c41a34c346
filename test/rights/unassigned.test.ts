import type { StaffRole } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answered } from '../adversary/http/answered.ts'
import { operationsOf } from '../adversary/http/contract-of.ts'
import { EXPECTED, mayEnter } from '../adversary/http/expected.ts'
import { type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { type Things, thingsOf } from '../adversary/http/seeding.ts'
import { figure } from '../kit/figures.ts'

/** Who works there on people, and shares no house: what is a colleague's opens by a reason only. */
const ROLE_AT: Readonly<Record<string, StaffRole>> = {
  'union-liaison': 'liaison-officer',
  'legal-aid': 'lawyer',
}

/** Doors that open nothing of a person, or by another key, each with what it is. */
const OPEN_TO_COLLEAGUES: Readonly<Record<string, string>> = {
  'GET /referrals/{id}/line': 'codes and clocks, without needs, stage and outcome',
  'GET /referrals/{id}/assignees': 'whose case it is, so that they can be asked',
  'GET /referrals/{id}/holders': 'bodies and times',
  'GET /referrals/{id}/proceedings': 'to those of the case alone, whatever is said',
  'GET /referrals/{id}/privileged-notes': 'to the lawyers of the case alone, whatever is said (G4)',
}
const SECRETS = ['Openly', '+97400004130', '%PDF']

let network: AttackedNetwork
const things = new Map<string, Things>()
beforeAll(async () => {
  network = await attackedNetwork([...Object.keys(ROLE_AT), 'ministry-intake'])
  for (const kind of Object.keys(ROLE_AT)) {
    const at = network.of(kind)
    await at.lone.signIn('lawyer', ['lawyer'])
    things.set(kind, await thingsOf(network, at, `Openly of ${kind}`, at.lone.staffId('lawyer')))
  }
  await network.idle()
}, 60_000)
afterAll(() => network?.stop())

test.each(Object.entries(ROLE_AT))('T33: at %s every door that shows something of a colleague’s case asks why', async (kind, role) => {
  const { lone } = network.of(kind)
  const of = things.get(kind)
  const headers = await lone.signIn('unassigned', [role])
  const found: string[] = []
  let asked = 0
  for (const { method, path, name } of await operationsOf(lone)) {
    const noun = path.split('/')[1] ?? ''
    if (method !== 'GET' || !/^\/(people|referrals|files)\/\{id\}/.test(path) || !mayEnter(EXPECTED[kind]?.[name] ?? [], role)) continue
    const id = noun === 'people' ? of?.people : noun === 'files' ? of?.files : of?.referrals
    const { statusCode, payload } = await answered(lone.running.app, { method: 'GET', url: path.replace('{id}', id ?? ''), headers })
    asked += 1
    if (SECRETS.some((one) => payload.includes(one))) found.push(`${name} tells who it is`)
    if (name in OPEN_TO_COLLEAGUES) continue
    if (statusCode !== 403 || !payload.includes('reason-required')) found.push(`${name}: ${statusCode} ${payload.slice(0, 80)}`)
  }
  expect(found).toEqual([])
  expect(asked).toBeGreaterThan(5)
  // On a list, no name, and no need.
  for (const url of ['/people', '/referrals?box=received', '/referrals?box=sent']) {
    const { payload } = await answered(lone.running.app, { method: 'GET', url, headers })
    expect(SECRETS.some((one) => payload.includes(one))).toBe(false)
    const items: { id: string; needs?: string[] }[] = JSON.parse(payload).items
    const lines = items.filter(({ id }) => id === of?.referrals || id === of?.sent)
    for (const { needs = [] } of lines) expect(needs, url).toEqual([])
    expect(lines.length, url).toBe(url.startsWith('/people') ? 0 : 1)
  }
  figure(`T33 unassigned at ${kind}`, { doors: asked, 'opened without a reason': found.length })
})
