import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as crossing from './crossing/crossing.tables.ts'
import * as joining from './joining/joining.tables.ts'
import * as complaint from './member-complaints/member-complaint.tables.ts'
import * as registry from './registry/registry.tables.ts'
import { service } from './service.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(service.features, [registry, joining, crossing, complaint])
  expect(written).toEqual(migrated)
})
