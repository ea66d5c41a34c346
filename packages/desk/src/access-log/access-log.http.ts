import { AccessList, closed, RowId } from '@ihala/contract'
import { type App, browse, readingsOf } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'

const SHOWN = 200

/** Who looked at a person's file (L3, C9). */
export function accessLogRoutes(app: App): void {
  app.get(
    '/people/:id/accesses',
    { config: { action: 'read-access-log' }, schema: { params: closed({ id: RowId }), response: { 200: AccessList } } },
    (request) =>
      browse(request, async (tx) => {
        await assertPerson(tx, request.params.id)
        const lines = await readingsOf(tx, request.params.id, SHOWN)
        return { accesses: lines.map(({ at, staff, action }) => ({ at, staff, action })) }
      }),
  )
}
