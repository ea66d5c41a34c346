import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, command, EXIT, newRecoveryKey, restore, writeEscrow } from '@ihala/cli'
import { loadConfig, migrationSources } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseName } from '../../infra/postgres/databases.ts'
import { waitUntil } from '../../infra/wait-until.ts'
import { service as shelter } from '../../services/shelter/src/service.ts'
import { chanceOf } from '../kit/chance.ts'
import { loseMachine } from '../kit/lost-machine.ts'
import { seed } from '../kit/seed.ts'
import { type Ground, openGround } from './ground.ts'
import { openLoad, type Route } from './load.ts'
import { SaidNo } from './patient-desk.ts'
import { figure } from './table.ts'

const SENDER = 'ministry-of-labour'
const LOST = 'care-house'
const ROUTE: Route = {
  from: { slug: SENDER, sub: 'joseph-varghese' },
  to: { slug: LOST, sub: 'grace-wanjiru' },
  need: 'sumanToShelter',
}
const folder = mkdtempSync(join(tmpdir(), 'ihala-escrow-'))
let ground: Ground

beforeAll(async () => {
  ground = await openGround({ only: ['national-committee', SENDER, LOST] })
}, 90_000)
afterAll(async () => {
  await ground?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** People sign in at both ends; whoever comes back from a backup has signed everybody out. */
const desks = () => openLoad({ network: ground.network, chance: chanceOf(seed()), routes: [ROUTE] })

/** Both ends of every conversation, beside each other. */
async function conversations() {
  const [mine, theirs] = await Promise.all([ground.databases.snapshot(LOST), ground.databases.snapshot(SENDER)])
  return mine.conversations.map(({ caseId, state, responsible, mySeq, myHead, theirSeq, theirHead }) => {
    const other = theirs.conversations.find((one) => one.caseId === caseId)
    return {
      caseId,
      here: { state, responsible, mySeq, myHead, theirSeq, theirHead },
      there: other && {
        state: other.state,
        responsible: other.responsible,
        mySeq: other.theirSeq,
        myHead: other.theirHead,
        theirSeq: other.mySeq,
        theirHead: other.myHead,
      },
    }
  })
}

/** What the partner signed for each event of ours. */
async function receipts(): Promise<ReadonlyMap<string, string | null>> {
  const { outbox } = await ground.databases.snapshot(LOST)
  return new Map(outbox.flatMap(({ jti, caseId, receipt }) => (caseId === null ? [] : [[jti, receipt]])))
}

test('T57: machine, database and keys are lost; a backup, an escrow and what the partner holds bring every referral back', async () => {
  let load = await desks()
  const organisation = ground.network.organisation(LOST)
  const config = loadConfig(organisation.configFile)
  const [one, other] = [newRecoveryKey(), newRecoveryKey()]
  const recipients = [one.open, other.open]
  const [from, escrow] = [join(folder, 'backup'), join(folder, 'escrow')]
  const now = (): Date => new Date()
  const accepted = (count: number) => waitUntil('all accepted', async () => (load.accepted() >= count ? true : undefined), 60_000)

  await load.refer(8)
  await accepted(8)
  await ground.drained(30_000)
  await backup({ config, to: from, recipients, now, say: () => undefined })
  // After the backup: new referrals, their acceptances and what is disclosed. Of this the backup knows nothing.
  await load.refer(8)
  await accepted(16)
  await ground.drained(30_000)
  await writeEscrow({ config, to: escrow, recipients, now })
  const [before, receipted] = [await conversations(), await receipts()]
  expect(before).toHaveLength(16)

  await load.close()
  await ground.network.stopOrganisation(LOST)
  const began = performance.now()
  const admin = new URL(ground.network.postgres.adminUrl)
  admin.pathname = `/${databaseName(LOST)}`
  await loseMachine(config, admin.href)
  writeFileSync(config.kekFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  const sources = migrationSources(shelter.features)
  const restored = await restore({ config, sources, from, escrow, key: other, now, say: () => undefined })
  await ground.network.startOrganisation(LOST)
  await waitUntil('the end of the recovery', async () => ((await ground.databases.isRecovering(LOST)) ? undefined : true), 60_000)
  await ground.drained(60_000)
  const seconds = (performance.now() - began) / 1000

  const after = await conversations()
  expect(after.map(({ caseId }) => caseId).toSorted()).toEqual(before.map(({ caseId }) => caseId).toSorted())
  for (const { here, there } of after) expect(here).toEqual(there)
  // What this organisation wrote itself came back as it was signed.
  const heads = (all: typeof before) => new Map(all.map(({ caseId, here }) => [caseId, here.myHead]))
  expect(heads(after)).toEqual(heads(before))
  // And is closed again by what the partner signed for it the first time, and by nothing else.
  expect(receipted.size).toBeGreaterThanOrEqual(16)
  expect([...receipted.values()]).not.toContain(null)
  expect(await receipts()).toEqual(receipted)
  const { quarantined, referrals } = await ground.databases.snapshot(LOST)
  expect(quarantined).toEqual([])
  expect(referrals).toHaveLength(16)
  // And it goes on: whoever signs in again takes the next one.
  load = await desks()
  await load.refer(2)
  await accepted(2)
  await ground.drained(30_000)
  figure('T57', {
    seed: seed(),
    referrals: 16,
    'rows restored': restored.rows,
    'lost since backup': 8,
    'receipts back': receipted.size,
    'RTO s': Math.round(seconds * 10) / 10,
    lost: 0,
  })
  await load.close()
}, 240_000)

test('T57: an escrow that is older than the newest cases: they are named, the others are read, and the organisation works on', async () => {
  const config = loadConfig(ground.network.organisation(LOST).configFile)
  const [one, other] = [newRecoveryKey(), newRecoveryKey()]
  const recipients = [one.open, other.open]
  const [from, escrow] = [join(folder, 'backup-2'), join(folder, 'escrow-2')]
  const now = (): Date => new Date()
  let load = await desks()
  const idsOf = async () => (await ground.databases.snapshot(LOST)).referrals.map(({ id, caseId }) => ({ id, caseId }))
  const accepted = (count: number) => waitUntil('all accepted', async () => (load.accepted() >= count ? true : undefined), 60_000)
  await load.refer(2)
  await accepted(2)
  await ground.drained(60_000)
  await writeEscrow({ config, to: escrow, recipients, now })
  const covered = await idsOf()
  expect(covered.length).toBeGreaterThanOrEqual(2)
  await load.refer(3)
  await accepted(5)
  await ground.drained(60_000)
  const newer = (await idsOf()).filter(({ id }) => !covered.some((known) => known.id === id))
  const lines: string[] = []
  await backup({ config, to: from, recipients, now, say: () => undefined })
  await load.close()
  await ground.network.stopOrganisation(LOST)
  const admin = new URL(ground.network.postgres.adminUrl)
  admin.pathname = `/${databaseName(LOST)}`
  await loseMachine(config, admin.href)
  writeFileSync(config.kekFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'one.key'), JSON.stringify({ format: 'ihala-recovery-key/1', kid: one.kid, key: one.jwk }), { mode: 0o600 })
  const say = (line: string): void => void lines.push(line)
  const { configFile } = ground.network.organisation(LOST)
  const asked = ['restore', '--config', configFile, '--from', from, '--escrow', escrow, '--key', join(folder, 'one.key')]
  expect(await command(asked, { environment: {}, now, say, print: say })).toBe(EXIT.done)
  // The command says which they are.
  const named = newer.map(({ caseId }) => caseId).toSorted()
  expect(lines.at(-1)).toMatch(
    new RegExp(`^escrow \\d+ is older than 3 cases, and what was kept of them cannot be read: ${named.join(' ')}$`),
  )

  await ground.network.startOrganisation(LOST)
  await waitUntil('the end of the recovery', async () => ((await ground.databases.isRecovering(LOST)) ? undefined : true), 60_000)
  await ground.drained(60_000)
  load = await desks()
  const desk = load.desk(LOST)
  for (const { id } of covered) expect(await desk.get(`/referrals/${id}`)).toMatchObject({ referral: { id }, need: { ageBand: '25-34' } })
  // Refused, never a fault: somebody at the desk learns that it cannot be read.
  for (const { id } of newer) await expect(desk.get(`/referrals/${id}`)).rejects.toBeInstanceOf(SaidNo)
  await load.refer(2)
  await accepted(2)
  await ground.drained(60_000)
  figure('T57, an old escrow', { seed: seed(), 'cases read': covered.length, 'cases named as not covered': newer.length })
  await load.close()
}, 240_000)
