import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as hearings from './hearings/hearing.tables.ts'
import * as mandates from './mandates/mandate.tables.ts'
import * as offers from './offers/offer.tables.ts'
import * as privilegedNotes from './privileged-notes/privileged-note.tables.ts'
import { service } from './service.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [hearings, mandates, offers, privilegedNotes])
  expect(written).toEqual(migrated)
})
