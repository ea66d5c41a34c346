import type { StaffView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { takersOf } from './takers.ts'

const member = (id: string, cases: number, change: Partial<StaffView> = {}): StaffView => ({
  id,
  names: { ar: id, en: id },
  roles: ['shelter-worker'],
  suspendedAt: null,
  cases,
  ...change,
})

test('M5: who works with people and is not suspended may take over, the least burdened first', () => {
  const all = [
    member('grace', 4),
    member('noora', 7),
    member('hana', 1),
    member('khalid', 0, { roles: ['admin'] }),
    member('left', 0, { suspendedAt: '2026-03-05T18:00:00.000Z' }),
  ]
  expect(takersOf(all, 'grace').map(({ id }) => id)).toEqual(['hana', 'noora'])
})
