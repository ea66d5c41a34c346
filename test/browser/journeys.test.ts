import { expect, test } from 'vitest'
import type { Place } from './browsing.ts'
import { onSharedNetwork } from './ground.ts'
import { complains } from './journey-complaint.ts'
import { isDefended } from './journey-defence.ts'
import { isPaid } from './journey-money.ts'
import { ownsData } from './journey-own-data.ts'
import { reports } from './journey-report.ts'
import { findsSafety } from './journey-safety.ts'

const place = onSharedNetwork()

/** Each goes on from where the one before ended, as people do. */
const JOURNEYS: readonly (readonly [string, (place: Place) => Promise<void>])[] = [
  ['J-1: a crew complains; one is referred, screened, and the employer learns of it when the worker said so', complains],
  ['J-2: a bed tonight, asked for without a name; the shelter learns who comes when it has said yes', findsSafety],
  ['J-3: a lawyer who knows nobody of the other side takes the case', isDefended],
  ['J-4: two sign, the fund pays once, and knows no name', isPaid],
  ['J-5: somebody tells without a name, answers, sees who looked, and takes it back; another one says who they are', reports],
  ['J-6: he asks who has what, puts it right, objects, takes it back, and hears which law keeps the rest', ownsData],
]

for (const [name, goes] of JOURNEYS)
  test(`by click alone, each in a browser of their own: ${name}`, async () => {
    await goes(place)
    expect(place.browser.contexts()).toEqual([])
  }, 240_000)
