import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as beds from './beds/bed.tables.ts'
import { service } from './service.ts'
import * as stays from './stays/stay.tables.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [beds, stays])
  expect(written).toEqual(migrated)
})
