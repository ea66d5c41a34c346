import { defineService, noteChange, randomId, suspend, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { consent, NEED } from '../../test/office.ts'
import { desk } from '../desk.ts'
import { insertReferral } from './referral.store.ts'

const NOW = '2026-11-22T09:30:00.000Z'
let house: LoneService
let now = new Date(NOW)

beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => now,
  })
}, 60_000)
afterAll(() => house?.stop())

/** An open page: what it was told, and how it is closed. */
async function page(who: string, roles: Parameters<LoneService['signIn']>[1] = ['shelter-worker']) {
  const headers = await house.signIn(who, roles)
  const closing = new AbortController()
  const answer = await fetch(`${house.running.url}/live`, { headers, signal: closing.signal })
  const told: { event: string; data: { id: string; state: string; version: number }[] }[] = []
  let text = ''
  const ended = (async () => {
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString()
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (event !== undefined && data !== undefined) told.push({ event, data: JSON.parse(data) })
      }
    }
  })().catch(() => undefined)
  return { answer, told, ended, close: () => closing.abort() }
}

async function referral(): Promise<{ id: string; caseId: string }> {
  const [id, caseId] = [uuidv7(), randomId()]
  const { caseKeys, asSystem } = house.running.service
  await asSystem(async (tx) => {
    await caseKeys.create(tx, caseId, ['', 'need'])
    const row = {
      id,
      caseId,
      side: 'recipient' as const,
      partner: 'https://itf.ihala.test',
      state: 'requested' as const,
      personId: null,
      narrows: null,
    }
    const rest = {
      pseudonym: randomId(),
      consent: consent(),
      urgency: 'tonight' as const,
      needs: ['shelter' as const],
      dueAt: 'infinity',
      receivedAt: NOW,
    }
    await insertReferral(tx, caseKeys, { ...row, ...rest }, NEED)
  })
  return { id, caseId }
}
const linesOf = ({ told }: Awaited<ReturnType<typeof page>>): string[] =>
  told.flatMap(({ event, data }) => (event === 'lines' ? data.map(({ id }) => id) : []))

test('a page is asked to read first, and then told each line that changes, without asking', async () => {
  const one = await page('grace')
  expect(one.answer.headers.get('content-type')).toContain('text/event-stream')
  expect(one.answer.headers.get('cache-control')).toBe('no-store')
  await vi.waitFor(() => expect(one.told).toEqual([{ event: 'again', data: [] }]))
  const { id } = await referral()
  await vi.waitFor(() => expect(one.told[1]).toMatchObject({ event: 'lines', data: [{ id, state: 'requested', version: 1 }] }))
  one.close()
})

test('T33: nobody is told of a case they are barred from; a suspended member is told nothing more', async () => {
  const [barred, other] = [await page('barred'), await page('other')]
  const first = await referral()
  await vi.waitFor(() => expect([linesOf(barred), linesOf(other)]).toEqual([[first.id], [first.id]]))
  const again = (id: string) =>
    house.running.service.asSystem(async (tx) => {
      noteChange(tx, id)
    })
  await house.running.service.asSystem(
    (tx) => tx`insert into kit.barred (staff_id, case_id) values (${house.staffId('barred')}, ${first.caseId})`,
  )
  await again(first.id)
  await vi.waitFor(() => expect(linesOf(other)).toEqual([first.id, first.id]))
  const second = await referral()
  await vi.waitFor(() => expect(linesOf(barred)).toEqual([first.id, second.id]))

  await house.running.service.asSystem((tx) => suspend(tx, house.staffId('other'), NOW))
  await again(second.id)
  await other.ended
  expect(linesOf(other)).toEqual([first.id, first.id, second.id])
  barred.close()
})

test('an analyst, who reads no referrals, cannot listen; nor can anybody open a ninth page', async () => {
  const analyst = await page('analyst', ['analyst'])
  expect(analyst.answer.status).toBe(403)
  analyst.close()
  const pages = await Promise.all(Array.from({ length: 9 }, () => page('busy')))
  expect(pages.map(({ answer }) => answer.status).filter((status) => status === 429)).toHaveLength(1)
  for (const one of pages) one.close()
})

test('an open page does not keep its member signed in', async () => {
  const headers = await house.signIn('away', ['shelter-worker'])
  const seen = async () => {
    const [row] = await house.running.service.asSystem(
      (tx) => tx<{ seen: string }[]>`select seen_at as seen from kit.session where staff_id = ${house.staffId('away')}`,
    )
    return row?.seen
  }
  now = new Date(Date.parse(NOW) + 10 * 60_000)
  const closing = new AbortController()
  await fetch(`${house.running.url}/live`, { headers, signal: closing.signal })
  expect(await seen()).toBe(NOW)
  await (await fetch(`${house.running.url}/referrals?box=received`, { headers })).text()
  // What was looked up within seconds is not looked up again.
  now = new Date(Date.parse(NOW) + 11 * 60_000)
  await (await fetch(`${house.running.url}/referrals?box=received`, { headers })).text()
  expect(await seen()).toBe(now.toISOString())
  closing.abort()
})
