import { expect } from 'vitest'
import { act, deskClient } from '../kit/desk-client.ts'
import { inEnglish, type Place, signedIn } from './browsing.ts'

/** Switched on in the settings, the device is told one sentence, whatever happened. */
export async function noticesSayNothing(place: Place, id: string): Promise<void> {
  const { page, context, url } = await signedIn(place, 'care-house', 'Grace Wanjiru')
  await context.grantPermissions(['notifications'], { origin: new URL(url('/')).origin })
  await page.addInitScript(() => {
    const shown: string[] = []
    Object.assign(window, { shown })
    const seen = new Proxy(window.Notification, {
      construct: (_target, said) => {
        shown.push(JSON.stringify(said))
        return new EventTarget()
      },
      get: (target, key) =>
        key === 'permission' ? 'granted' : key === 'requestPermission' ? () => Promise.resolve('granted') : Reflect.get(target, key),
    })
    Object.assign(window, { Notification: seen })
    Object.defineProperty(document, 'hidden', { get: () => true })
  })
  const told = page.waitForResponse((response) => response.url().endsWith('/live'))
  await page.goto(url('/settings'))
  await told
  await inEnglish(page)
  const shelter = await deskClient(place.network, 'care-house', 'noora-al-hajri')
  const shown = () => page.evaluate(() => ('shown' in window && Array.isArray(window.shown) ? window.shown.map(String) : []))
  const changes = () => act(shelter, id, 'note', { text: 'A bed on the quiet side is ready.' })
  expect(await shown()).toEqual([])
  const field = page.getByRole('radiogroup', { name: 'Shall this device tell you when you are not looking?' })
  await field.getByText('On', { exact: true }).click()
  await changes()
  await expect.poll(shown, { timeout: 10_000 }).toEqual(['["Something changed in your work.",{"tag":"ihala","lang":"en","dir":"ltr"}]'])
  await context.close()
}
