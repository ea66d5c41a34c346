import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as awards from './awards/award.tables.ts'
import * as fund from './fund/fund.tables.ts'
import { service } from './service.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [awards, fund])
  expect(written).toEqual(migrated)
})
