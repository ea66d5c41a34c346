import type { NeedSection } from '@ihala/contract'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { expect } from 'vitest'
import type { Network } from '../../infra/network.ts'
import { consentOf } from '../federation/consent.ts'
import { deskClient, received } from '../kit/desk-client.ts'
import { HIRUT, NEEDS } from '../people/people.ts'

/** Two days that work, a quarter of an hour, and two hours: another order than that in which they end. */
const SENT: readonly NeedSection['urgency'][] = ['planned', 'immediate', 'tonight']

/** Refers somebody to the shelter three times, each with another clock, the last one's being over. Row ids there, the soonest to end first. */
export async function threeClocks(network: Network): Promise<readonly string[]> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const house = await deskClient(network, 'care-house', 'noora-al-hajri')
  const { id: personId } = await officer.create('/people', { sections: HIRUT.sections })
  const consent = consentOf(HIRUT, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact'] })
  const to = network.organisation('care-house').entityId
  const known = new Map<string, string>()
  for (const urgency of SENT) {
    const before = new Set((await house.get<{ items: { id: string }[] }>('/referrals?box=received')).items.map(({ id }) => id))
    const need = { ...NEEDS.hirutToShelter, urgency }
    await officer.create('/referrals', { personId, to, step: 'request', need, consent, relatesTo: [] })
    known.set(urgency, (await received(house, 'itf', ({ id }) => !before.has(id))).id)
  }
  const [planned = '', immediate = '', late = ''] = SENT.map((urgency) => known.get(urgency))
  await isOver(network, late)
  return [late, immediate, planned]
}

/** An hour more than two has passed since it came. */
async function isOver(network: Network, id: string): Promise<void> {
  const { appUrl } = network.organisation('care-house').database
  const house = postgres(appUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  const touched = await house`
    update desk.referral set received_at = received_at - interval '3 hours', due_at = due_at - interval '3 hours' where id = ${id}`
  await house.end()
  expect(touched.count).toBe(1)
}

/** What a line of the list shows: which referral, until when, and how that stands. */
interface Shown {
  readonly id: string
  readonly dueAt: string | null
  readonly severity: string
}

/** Runs in the page. */
const shownIn = (rows: (HTMLElement | SVGElement)[]): Shown[] =>
  rows.map((row) => ({
    id: row.querySelector('a')?.getAttribute('href')?.split('/').at(-1) ?? '',
    dueAt: row.querySelector('.work-clock time')?.getAttribute('datetime') ?? null,
    severity: [...row.classList].find((name) => name !== 'work-row') ?? '',
  }))

/**
 * The first screen, as it stands on the screen: what is late comes first, then whatever ends next, then what has no clock; what is over
 * is last.
 * @param ids of some, the soonest to end first; the first one is late
 */
export async function standsByDeadline(page: Page, ids: readonly string[]): Promise<void> {
  const list = page.locator('main .work-row')
  await list.filter({ has: page.locator(`a[href$="${ids[0]}"]`) }).waitFor()
  const shown = await list.evaluateAll(shownIn)
  expect(shown.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids)
  expect(shown[0]).toMatchObject({ id: ids[0], severity: 'overdue' })
  const [live, over] = [shown.filter(({ severity }) => severity !== 'ended'), shown.filter(({ severity }) => severity === 'ended')]
  expect(shown).toEqual([...live, ...over])
  const clocks = live.map(({ dueAt }) => dueAt ?? '9999')
  expect(clocks).toEqual(clocks.toSorted())
  // As they are seen, not only as they are written.
  const tops = await list.evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))
  expect(tops).toEqual(tops.toSorted((one, other) => one - other))
}
