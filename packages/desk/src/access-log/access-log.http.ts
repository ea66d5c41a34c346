import { AccessList, closed, RowId } from '@ihala/contract'
import { type App, browse, readingsOf } from '@ihala/kit'
import { fileIdsOf } from '../document/document.store.ts'
import { assertPerson } from '../person/person.store.ts'
import { casesOfPerson, referralsOfPerson } from '../referral/referral.store.ts'

const SHOWN = 200

/** Who looked at what is held of a person: the file, referrals read before it was known whom they are about, documents (L3, C9). */
export function accessLogRoutes(app: App): void {
  app.get(
    '/people/:id/accesses',
    { config: { action: 'read-access-log' }, schema: { params: closed({ id: RowId }), response: { 200: AccessList } } },
    (request) =>
      browse(request, async (tx) => {
        const { id } = request.params
        await assertPerson(tx, id)
        const [referrals, cases] = await Promise.all([referralsOfPerson(tx, id), casesOfPerson(tx, id)])
        const lines = await readingsOf(tx, [id, ...referrals, ...(await fileIdsOf(tx, [id, ...cases]))], SHOWN)
        return { accesses: lines.map(({ at, staff, action, reason }) => ({ at, staff, action, reason })) }
      }),
  )
}
