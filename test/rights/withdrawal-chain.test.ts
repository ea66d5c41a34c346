import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, newRecoveryKey, restore, writeEscrow } from '@ihala/cli'
import {
  type ConsentGiven,
  type HolderList,
  type ReferralDetail,
  type ReferralErasures,
  type ReferralPage,
  STAFF_ROLES,
  type TaskView,
} from '@ihala/contract'
import { askOwnLogCheck, loadKeyring, migrationSources, ownLogCheck } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'
import { figure } from '../kit/figures.ts'
import { loseMachine } from '../kit/lost-machine.ts'
import { chainOf, dumpOf, type Link, readable, type SealedRow, sealedRows } from './chain-of-five.ts'

const KINDS = ['union-liaison', 'ministry-intake', 'shelter', 'legal-aid', 'charity-funding'] as const
const NAME = 'Zenebework Alemayehu'
const TELEPHONE = '+97455501234'
const NOTE = 'she comes on Thursdays'
const PLANTED = [NAME, TELEPHONE, NOTE]
const folder = mkdtempSync(join(tmpdir(), 'ihala-chain-'))

let chain: Awaited<ReturnType<typeof chainOf>>
beforeAll(async () => {
  chain = await chainOf(KINDS)
}, 60_000)
afterAll(async () => {
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function asks<T>({ lone, kind }: Link, method: 'GET' | 'POST', url: string, body?: object, version?: number): Promise<T> {
  const headers = {
    ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  }
  const answer = await lone.asks('founder', STAFF_ROLES, { method, url, headers, ...(body === undefined ? {} : { body }) })
  if (answer.status >= 300)
    throw new Error(`${kind}: ${method} ${url} answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`)
  return answer.body
}
const detailOf = (link: Link, id: string) => asks<ReferralDetail>(link, 'GET', `/referrals/${id}`)
const versionOf = async (link: Link, id: string): Promise<number> => (await detailOf(link, id)).referral.version
const holdersOf = (link: Link, id: string) => asks<ReferralErasures>(link, 'GET', `/referrals/${id}/holders`)

/** What the person says of each body: it may tell the next ones. */
function consentFor(given: ConsentGiven): ConsentGiven {
  return {
    ...given,
    purposes: ['protection', 'shelter', 'legal-aid', 'complaint-handling', 'financial-assistance'],
    categories: ['need', 'identity', 'contact'],
    onward: { kinds: [...KINDS], categories: ['need', 'identity', 'contact'], depth: 4 },
  }
}

/** One step of the chain: the referral at both its ends. */
interface Step {
  readonly from: Link
  readonly to: Link
  readonly sent: string
  readonly came: string
}

/** Refers a person on, whom the next body takes and is told of. Returns the step, and who it is there. */
async function refers(from: Link, to: Link, personId: string): Promise<{ readonly step: Step; readonly person: string }> {
  const draft = referralOf(personId, to.entityId, needFor(to.kind))
  const { id: sent } = await asks<{ id: string }>(from, 'POST', '/referrals', { ...draft, consent: consentFor(draft.consent) })
  const line = await until(`${to.kind} has it`, async () => {
    const { items } = await asks<ReferralPage>(to, 'GET', '/referrals?box=received')
    return items[0]
  })
  await asks(to, 'POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  await until(`${to.kind} knows who it is`, async () => {
    const { sections } = await detailOf(to, line.id)
    return sections.length === 2 ? true : undefined
  })
  await asks(from, 'POST', `/referrals/${sent}/note`, { text: NOTE }, await versionOf(from, sent))
  const person = await until(`${to.kind} has the note`, async () => {
    const { notes, personId: there } = await detailOf(to, line.id)
    return notes.length === 1 && there !== null ? there : undefined
  })
  return { step: { from, to, sent, came: line.id }, person }
}

/** Lets everybody who is there do what is due, until there is nothing more. */
async function settled(what: string, done: () => Promise<boolean>): Promise<void> {
  await until(what, async () => {
    await chain.work()
    return (await done()) ? true : undefined
  })
}

/** What is kept sealed of one referral at one body. */
async function rowsOf(link: Link, id: string): Promise<SealedRow[]> {
  const [row] = await link.admin<{ caseId: string }[]>`select case_id as "caseId" from desk.referral where id = ${id}`
  return (await sealedRows(link)).filter(({ owner }) => owner === row?.caseId)
}
const found = (text: string): string[] => PLANTED.filter((planted) => text.includes(planted))

/** T28: the own log, verified from its first leaf. */
async function logIsWhole({ lone }: Link): Promise<boolean> {
  const { service } = lone.running
  await service.exchange.tick()
  await service.asSystem((tx) => askOwnLogCheck(tx, service.stamp().now))
  await service.verifyLog(AbortSignal.timeout(10_000))
  const { last } = await service.asSystem((tx) => ownLogCheck(tx, service))
  return last !== null && last.broken === null && last.leaves > 0
}

test('R-1, T42, c2: taken back in the middle of five bodies, it is gone below and one above, also with one away for a week, and no backup brings it back', async () => {
  const began = performance.now()
  const [union, ministry, shelter, lawyers, charity] = KINDS.map((kind) => chain.of(kind)) as [Link, Link, Link, Link, Link]
  const sections = { identity: { names: { latin: NAME }, sex: 'female' }, contact: { telephone: TELEPHONE } }
  const { id } = await asks<{ id: string }>(union, 'POST', '/people', { sections })
  const steps: Step[] = []
  let person = id
  for (const [from, to] of [
    [union, ministry],
    [ministry, shelter],
    [shelter, lawyers],
    [lawyers, charity],
  ] as const) {
    const became = await refers(from, to, person)
    steps.push(became.step)
    person = became.person
  }
  const [first, second, third, fourth] = steps as [Step, Step, Step, Step]
  await settled('nothing waits', async () => true)

  // Before: each of them can be read with the keys that are there, so that what follows means something.
  const held = [
    [shelter, second.came],
    [shelter, third.sent],
    [lawyers, third.came],
    [lawyers, fourth.sent],
    [charity, fourth.came],
    [ministry, second.sent],
  ] as const
  const before = await Promise.all(held.map(async ([link, referral]) => ({ link, rows: await rowsOf(link, referral) })))
  for (const { link, rows } of before) expect(found(await readable(link, rows)), link.kind).toEqual(PLANTED)
  const { config } = shelter.lone.running.service
  const recovery = [newRecoveryKey(), newRecoveryKey()] as const
  const recipients = recovery.map(({ open }) => open)
  const [from, escrow] = [join(folder, 'backup'), join(folder, 'escrow')]
  await writeEscrow({ config, to: escrow, recipients, now: chain.clock })
  await backup({ config, to: from, recipients, now: chain.clock, say: () => undefined })

  lawyers.setAway(true)
  await asks(
    shelter,
    'POST',
    `/referrals/${second.came}/withdraw`,
    { categories: 'all', by: 'person' },
    await versionOf(shelter, second.came),
  )
  await settled(
    'the ministry has the wish and has said the word',
    async () => (await holdersOf(ministry, second.sent)).holders.length === 1,
  )
  await settled('the lawyers are to be told', async () => (await holdersOf(shelter, third.sent)).holders.length === 1)
  await chain.pass(0.2)
  await settled('the shelter has stated it', async () => (await holdersOf(ministry, second.sent)).holders[0]?.complete === true)
  const [stated] = (await holdersOf(ministry, second.sent)).holders
  expect(stated).toMatchObject({ because: 'withdrawn', reach: 'delivered', overdue: false, kept: [] })
  expect(stated?.erased).toEqual(expect.arrayContaining(['need', 'identity', 'contact', 'words']))

  // c2: who is away is shown as such, and once its clock has run out it is somebody’s task, and a figure.
  expect((await holdersOf(shelter, third.sent)).holders[0]).toMatchObject({ reach: 'not-delivered', complete: false, overdue: false })
  await chain.pass(4 * 24)
  await settled('it is a task', async () =>
    (await asks<{ tasks: TaskView[] }>(shelter, 'GET', '/tasks')).tasks.some(({ code }) => code === 'holder-overdue'),
  )
  expect(await asks<HolderList>(shelter, 'GET', '/holders')).toMatchObject({ owed: 1, overdue: 1, holders: [{ referralId: third.sent }] })

  await chain.pass(3 * 24)
  lawyers.setAway(false)
  await settled('the charity is told', async () => (await holdersOf(lawyers, fourth.sent)).holders.length === 1)
  await settled('the charity has erased', async () => (await holdersOf(charity, fourth.came)).here.length === 1)
  await chain.pass(0.2)
  await settled('everybody has stated it', async () => {
    const owed = await Promise.all([ministry, shelter, lawyers].map((link) => asks<HolderList>(link, 'GET', '/holders')))
    return owed.every((one) => one.owed === 0)
  })
  expect((await asks<{ tasks: TaskView[] }>(shelter, 'GET', '/tasks')).tasks.map(({ code }) => code)).not.toContain('holder-overdue')

  // What the lawyers wrote themselves stays with them, and they say by which article.
  expect((await holdersOf(shelter, third.sent)).holders[0]?.kept).toMatchObject([
    { part: 'own', ground: 'record-duty', law: 'qa-law-23-2006' },
  ])

  // Below and one above: nothing in the open, nothing under any key that is left, neither now nor from rows of before.
  for (const { link, rows } of before) {
    expect(found(await dumpOf(link)), link.kind).toEqual([])
    expect(found(await readable(link, rows)), link.kind).toEqual([])
  }
  for (const [link, referral] of held) {
    expect(found(await readable(link, await rowsOf(link, referral))), link.kind).toEqual([])
    const detail = await detailOf(link, referral)
    expect([detail.need, detail.notes, detail.sections]).toEqual([null, [], []])
    expect(detail.consent.withdrawn).toEqual(expect.arrayContaining(['need', 'identity', 'contact']))
  }
  // Above that the person took nothing back: it is as it was.
  for (const [link, referral] of [
    [union, first.sent],
    [ministry, first.came],
  ] as const)
    expect(found(await readable(link, await rowsOf(link, referral))), link.kind).toEqual(PLANTED)

  // Logs and chains are whole, and each statement stands signed in the history of whom it was made to.
  for (const link of chain.links) expect(await logIsWhole(link), link.kind).toBe(true)
  for (const step of [second, third, fourth]) {
    const events = (await detailOf(step.from, step.sent)).timeline.map(({ event, by }) => `${by} ${event}`)
    expect(events.filter((event) => event === 'them erasure-stated')).toHaveLength(1)
    const head = (link: Link, side: 'my' | 'their', referral: string) => link.admin<{ head: string; seq: number }[]>`
      select ${link.admin(`${side}_head`)} as head, ${link.admin(`${side}_seq`)} as seq
      from exchange.conversation join desk.referral using (case_id) where id = ${referral}`
    expect([...(await head(step.from, 'my', step.sent))]).toEqual([...(await head(step.to, 'their', step.came))])
    expect([...(await head(step.to, 'my', step.came))]).toEqual([...(await head(step.from, 'their', step.sent))])
  }

  // The shelter loses its machines, and comes back from the backup of before with the newest keys.
  await writeEscrow({ config, to: escrow, recipients, now: chain.clock })
  await shelter.lone.running.stop()
  await loseMachine(config, shelter.lone.database.adminUrl)
  writeFileSync(config.kekFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  const sources = migrationSources(shelter.lone.running.service.features)
  await restore({ config, sources, from, escrow, key: recovery[0], now: chain.clock, say: () => undefined })
  const there = await sealedRows(shelter)
  expect(there.filter(({ bytes }) => bytes.length > 0).length).toBeGreaterThan(before[0]?.rows.length ?? 0)
  const keyring = loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: chain.clock })
  expect(found(await readable(shelter, there, keyring))).toEqual([])
  figure('T42 five bodies', { bodies: 5, 'days away': 7, seconds: Math.round((performance.now() - began) / 100) / 10, 'brought back': 0 })
}, 60_000)
