import { MemberList, type MemberView } from '@ihala/contract'
import type { App, ServiceContext } from '@ihala/kit'

/** Members as the registry has them now; a name that is not in it is shown by its entity id. */
export function memberViews(service: ServiceContext): MemberView[] {
  return service.registry
    .members()
    .map(({ entityId, statement }) => {
      const { names, kind, status, serves, takes } = statement.metadata.ihala_member
      return { entityId, names, kind, status, serves, takes, self: entityId === service.organisation.entityId }
    })
    .sort((one, other) => one.entityId.localeCompare(other.entityId))
}

/** The directory: who there is and what for. It has no field for a place (E4). */
export function directoryRoutes(app: App, service: ServiceContext): void {
  app.get('/members', { config: { action: 'read-directory' }, schema: { response: { 200: MemberList } } }, () => ({
    members: memberViews(service),
  }))
}
