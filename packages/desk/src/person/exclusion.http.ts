import { Created, closed, ExclusionsChange, PersonExclusions, RowId } from '@ihala/contract'
import { type App, act, etag, ifMatch, read, type ServiceContext } from '@ihala/kit'
import { assertEnters } from '../reading/reading.ts'
import { rememberingRefusals } from '../reading/reading.write.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { excludedHere, exclusionsOf, keepExclusions } from './exclusion.store.ts'
import { nextVersion, personRow } from './person.store.ts'

const params = closed({ id: RowId })

/** Bodies a person wants never to learn of them, whichever of us refers them (DESIGN §7). */
export function exclusionRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  app.get(
    '/people/:id/exclusions',
    { config: { action: 'read-person' }, schema: { params, response: { 200: PersonExclusions } } },
    async (request, reply) => {
      const { id } = request.params
      const found = await rememberingRefusals(service, request, id, () =>
        read(request, { action: 'read-person', subject: id }, async (tx) => {
          const { version } = await personRow(tx, id)
          assertEnters(request, kind, await standingOfPerson(tx, id, service.stamp().now))
          const [here, all] = [await excludedHere(tx, id), await exclusionsOf(tx, id)]
          return { version, excluded: here, byConsent: all.filter((partner) => !here.includes(partner)) }
        }),
      )
      etag(reply, found.version)
      return found
    },
  )

  app.put(
    '/people/:id/exclusions',
    { config: { action: 'write-person', changes: true }, schema: { params, body: ExclusionsChange, response: { 200: Created } } },
    async (request, reply) => {
      const { id } = request.params
      const changed = await act(request, async (tx, _send, stamp) => {
        const version = await nextVersion(tx, id, ifMatch(request))
        const { now } = stamp()
        assertEnters(request, kind, await standingOfPerson(tx, id, now))
        await keepExclusions(tx, id, request.body.excluded, now)
        return { id, version }
      })
      etag(reply, changed.version)
      return changed
    },
  )
}
