import { STAFF_ROLES } from '@ihala/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answered } from '../adversary/http/answered.ts'
import { operationsOf } from '../adversary/http/contract-of.ts'
import { type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { assignAll, handsOf, type Things, thingsOf } from '../adversary/http/seeding.ts'
import { figure } from '../kit/figures.ts'

/** What says who she is: her name, her number, and what her papers hold. */
const TELLING = ['Hirut Bekele', '+97400004130', '%PDF-1.7 one page']
const KIND = 'shelter'

let network: AttackedNetwork
let things: Things
beforeAll(async () => {
  network = await attackedNetwork([KIND, 'union-liaison', 'ministry-intake'])
  const at = network.of(KIND)
  things = await thingsOf(network, at, 'Hirut Bekele', at.lone.staffId('lawyer'))
  await assignAll(at, things, (role) => `of ${role}`)
  await network.idle()
}, 60_000)
afterAll(() => network?.stop())

/** Asks every door that shows something, of what is kept of her, as every role; what was told to whom, by door. */
async function told(): Promise<{
  readonly asked: number
  readonly telling: readonly string[]
  readonly answers: ReadonlyMap<string, Set<string>>
}> {
  const { lone } = network.of(KIND)
  const doors = (await operationsOf(lone)).filter(({ method, action }) => method === 'GET' && action !== undefined)
  const [telling, answers] = [new Set<string>(), new Map<string, Set<string>>()]
  const [own, came] = things.cases
  let asked = 0
  for (const role of STAFF_ROLES) {
    const headers = await lone.signIn(`of ${role}`, [role])
    for (const { path, name } of doors) {
      const noun = path.split('/')[1] ?? ''
      const known = Reflect.get(things, noun) ?? things.own[noun] ?? things.people
      const ids = path.includes('{id}') ? (noun === 'people' ? [own, came] : [known]) : ['']
      for (const id of ids) {
        const url = path.replace('{id}', String(id)).replace('{slug}', 'new-house').replace('{*}', 'index.html')
        const query = path === '/referrals' ? '?box=received' : ''
        const { statusCode, payload } = await answered(lone.running.app, { method: 'GET', url: `${url}${query}`, headers })
        asked += 1
        if (TELLING.some((one) => payload.includes(one))) telling.add(`${name} as ${role}`)
        if (noun !== 'people' && noun !== 'files') continue
        const said = answers.get(`${name} of ${id === came ? 'who came' : 'who is here'}`) ?? new Set<string>()
        // Who may not come in at all hears only that.
        if (statusCode !== 403 || payload.includes('second-person-required')) said.add(`${statusCode} ${payload}`)
        answers.set(`${name} of ${id === came ? 'who came' : 'who is here'}`, said)
      }
    }
  }
  return { asked, telling: [...telling].sort(), answers }
}

test('T35: a sealed person is the same nobody at every door, for every role', async () => {
  const before = await told()
  // The test would hold of nothing if nothing were told at first.
  for (const door of [
    'GET /people as lawyer',
    'GET /people/{id} as lawyer',
    'GET /referrals/{id} as lawyer',
    'GET /files/{id}/content as lawyer',
  ])
    expect(before.telling).toContain(door)
  const officer = await handsOf(network.of(KIND), 'dina', ['data-protection-officer'])
  const [own, came] = things.cases
  for (const id of [own, came]) await officer.ask('POST', `/people/${id}/seal`, { sealed: true })
  const { asked, telling, answers } = await told()
  expect(telling).toEqual([])
  const doors = [...answers].filter(([door]) => door.startsWith('GET /people/{id} of') || door.startsWith('GET /files'))
  expect(doors.length).toBe(3)
  for (const [door, said] of doors) expect(said.size, door).toBe(1)
  figure('T35 sealed', { doors: doors.length, asked, telling: telling.length })
}, 60_000)
