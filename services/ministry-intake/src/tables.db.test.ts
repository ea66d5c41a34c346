import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as filings from './filings/filing.tables.ts'
import * as marks from './marks/mark.tables.ts'
import * as matters from './matters/matter.tables.ts'
import * as reports from './reports/report.tables.ts'
import { service } from './service.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [marks, matters, reports, filings])
  expect(written).toEqual(migrated)
})
