import { Refusal } from '@ihala/contract'
import { randomId } from '@ihala/exchange'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceOf } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { FAULTS, faultyRequest } from './faults-of-grants.ts'
import { type Bodies, bodies, kept } from './members.ts'
import { smuggle } from './smuggle.ts'
import { type Request, validRequest } from './valid-grants.ts'

/** Faulty grants in all: a third is tried by an honest sender's own exchange, the rest comes from a faulty one. */
const GRANTS = isLong() ? 60_000 : 5_100
const WITHIN_MS = isLong() ? 900_000 : 60_000

let world: Bodies
beforeAll(async () => {
  world = await bodies()
}, 30_000)
const counted = { operators: FAULTS.length, 'tried at the sender': 0, sent: 0, 'from a faulty sender': 0, accepted: 0, seed: seed() }
afterAll(() => figure('T38 faulty grants', counted))

const now = () => world.network.now() / 1000
const idle = () => world.network.publish(new Map())

/** Sends it as the body's own desk would; the code of the refusal, undefined when it went. */
async function asks({ from, to, person, need, draft }: Request): Promise<string | undefined> {
  const { exchange, ports } = world.at(from)
  const data = { person, need, respondBy: new Date((now() + 7200) * 1000).toISOString(), relatesTo: [] }
  try {
    const dispatch = await ports.transaction((tx) => {
      const out = exchange.outgoing(tx)
      out.send({ to: world.at(to).entityId, caseId: randomId(), event: { type: 'referral-requested', data }, grant: draft })
      return out.flush()
    })
    exchange.dispatch(dispatch)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

test('T38: the requests that are spoilt were right: every one goes, arrives and is kept', async () => {
  const chance = chanceOf(seed())
  const before = new Map(world.all.map((one) => [one, kept(one)]))
  for (let count = 0; count < 60; count += 1) expect(await asks(validRequest(chance, now()))).toBeUndefined()
  await idle()
  const arrived = world.all.reduce((sum, one) => sum + kept(one).conversations - (before.get(one)?.conversations ?? 0), 0)
  // At the sender and at the recipient.
  expect(arrived).toBe(120)
  for (const { rows } of world.all) expect([...rows.rows().quarantine.values()].map(({ code }) => code)).toEqual([])
})

test(
  'T38, c1, R-1: a sender’s own exchange sends nothing under a faulty grant, and leaves no trace of having tried',
  async () => {
    const chance = chanceOf(seed() + 1)
    const faults = FAULTS.filter(({ forged }) => forged === undefined)
    expect(FAULTS.length).toBeGreaterThanOrEqual(30)
    const before = world.all.map(kept)
    const wrong = new Map<string, number>()
    for (let count = 0; count < GRANTS / 3; count += 1) {
      const fault = faults[count % faults.length]
      if (!fault) continue
      const code = await asks(faultyRequest(chance, now(), fault))
      counted['tried at the sender'] += 1
      if (code === undefined) counted.sent += 1
      if (code !== fault.code) wrong.set(`${fault.name}: ${code}`, (wrong.get(`${fault.name}: ${code}`) ?? 0) + 1)
    }
    expect(Object.fromEntries(wrong)).toEqual({})
    expect(world.all.map(kept)).toEqual(before)
  },
  WITHIN_MS,
)

test(
  'T38, c1, R-1: signed by a faulty sender’s real key and put on the bus, it is quarantined under its code and has no effect',
  async () => {
    const chance = chanceOf(seed() + 2)
    const before = world.all.map(kept)
    const sent = new Map<string, { readonly to: Request['to']; readonly name: string; readonly code: string }>()
    for (let count = 0; count < (GRANTS / 3) * 2; count += 1) {
      const fault = FAULTS[count % FAULTS.length]
      if (!fault) continue
      const request = faultyRequest(chance, now(), fault)
      const jti = await smuggle(world.at(request.from), world.at(request.to), request, now())
      sent.set(jti, { to: request.to, name: fault.name, code: fault.code })
      counted['from a faulty sender'] += 1
      if (count % 200 === 0) await idle()
    }
    await idle()
    const quarantined = new Map<string, { at: string; code: string }[]>()
    for (const { entityId, rows } of world.all)
      for (const { jti = '', code } of rows.rows().quarantine.values())
        quarantined.set(jti, [...(quarantined.get(jti) ?? []), { at: entityId, code }])
    const wrong = new Map<string, number>()
    for (const [jti, { to, name, code }] of sent) {
      const found = (quarantined.get(jti) ?? []).filter((one) => one.at === world.at(to).entityId).map((one) => one.code)
      if (found.length === 1 && found[0] === code) continue
      if (found.length === 0) counted.accepted += 1
      wrong.set(`${name}: ${found.join()}`, (wrong.get(`${name}: ${found.join()}`) ?? 0) + 1)
    }
    expect(Object.fromEntries(wrong)).toEqual({})
    const after = world.all.map(kept)
    // What was refused stands in the log of whoever refused it; nothing else does.
    expect(after.map(({ leaves: _, ...rest }) => rest)).toEqual(before.map(({ leaves: _, ...rest }) => rest))
  },
  WITHIN_MS,
)
