import { uuidv7 } from '@ihala/kit'
import postgres from 'postgres'
import { expect } from 'vitest'
import type { Network } from '../../infra/network.ts'
import { deskClient } from '../kit/desk-client.ts'
import { deskOf, inEnglish, looksWell, PHONE, type Place } from './browsing.ts'

const NUMBERS = ['pZ3kq9Yv1TnXw0c2L8sR5A', 'Yb7Qm2Lk9RtUw4e6N1vC3g'] as const
/** In fours, as it is read out. */
const SHOWN = 'pZ3k q9Yv 1TnX w0c2 L8sR 5A'

/** What came to the committee in the box of ITF: a box goes once a day, at an hour that no test waits for. */
async function boxCame(network: Network): Promise<void> {
  const committee = network.organisation('national-committee')
  const [itf, house] = [network.organisation('itf').entityId, network.organisation('care-house').entityId]
  const sql = postgres(committee.database.ownerUrl, { max: 1, connection: { 'ihala.staff': 'system' } as Record<string, string> })
  for (const [at, number] of NUMBERS.entries())
    await sql`
      insert into registry.member_complaint (id, from_member, number, about, what, answer, received_at)
      values (${uuidv7()}, ${itf}, ${number}, ${house}, ${at === 0 ? 'treated-badly' : 'no-answer'}, ${at === 0}, now())`
  await sql.end()
}

/** D-21: somebody of the committee marks a complaint about a member as seen, and says what was found. */
export async function answersComplaint(place: Place): Promise<void> {
  await boxCame(place.network)
  const { page, context, url } = await deskOf(place, 'national-committee', 'Fatima Al-Sada', PHONE)
  await page.goto(url('/member-complaints'))
  await page.getByRole('listitem').filter({ hasText: SHOWN }).getByRole('button', { name: 'علّموها بأنها شوهدت' }).click()
  await page.getByRole('button', { name: 'إغلاق الشكوى' }).waitFor()
  await looksWell(page, 'member-complaints-ar-phone')
  await page.getByRole('button', { name: 'إغلاق الشكوى' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'إغلاق الشكوى' }).isDisabled()).toBe(true)
  await dialog.getByText('أساءت المعاملة').waitFor()
  await dialog.getByText('صحيحة في جزء منها').click()
  await looksWell(page, 'member-complaint-finding-ar-phone')
  await dialog.getByRole('button', { name: 'إغلاق الشكوى' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(SHOWN).waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 1360, height: 900 })
  await inEnglish(page)
  // Whoever asks says the number, as it is shown.
  await page.getByLabel('Number of the complaint').fill(SHOWN)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByText('Upheld in part').waitFor()
  await looksWell(page, 'member-complaints-en-desktop')
  await page.getByLabel('Number of the complaint').fill('not a number')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByText('That is no number of a complaint').waitFor()
  const committee = await deskClient(place.network, 'national-committee', 'fatima-al-sada')
  expect(await committee.get(`/member-complaints?number=${NUMBERS[0]}`)).toMatchObject({
    complaints: [{ state: 'closed', finding: 'upheld-in-part' }],
  })
  await context.close()
}
