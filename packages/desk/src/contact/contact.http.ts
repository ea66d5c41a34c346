import { Created, closed, NewContact, RowId } from '@ihala/contract'
import { type App, act, type ServiceContext } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { contentOf, personSections } from '../person/section.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { insertContact } from './contact.store.ts'
import { assertSafe } from './contact.ts'

/** R-3, C8: whoever is about to contact a person says so first, and is told when it is not safe. */
export function contactRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/people/:id/contacts',
    {
      config: { action: 'write-contact', creates: true },
      schema: { params: closed({ id: RowId }), body: NewContact, response: { 201: Created } },
    },
    async (request, reply) => {
      const personId = request.params.id
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now: at } = stamp()
        await assertPerson(tx, personId)
        assertEnters(request, service.organisation.kind, await standingOfPerson(tx, personId, at))
        const plan = contentOf(await personSections(tx, service.caseKeys, personId), 'safe-contact')
        assertSafe(plan, request.body, at, service.organisation.timeZone)
        const { channel, purpose } = request.body
        await insertContact.run(tx, { id, personId, at, byStaff: request.staff.id, channel, purpose })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
