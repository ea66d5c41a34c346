import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as complaints from './complaints/complaint.tables.ts'
import { service } from './service.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [complaints])
  expect(written).toEqual(migrated)
})
