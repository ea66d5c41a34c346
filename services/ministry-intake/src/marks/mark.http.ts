import { Created } from '@ihala/contract'
import { type App, act, browse, etag, type ServiceContext } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import { giveMark, heldMarks, staffByAccount } from './mark.store.ts'
import { assertGrantable, MarkList, NewMark } from './mark.ts'

const SHOWN = 500

/** Training marks of staff: given by an admin, asked for where a victim is interviewed. */
export function markRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/staff-marks',
    { config: { action: 'give-mark', creates: true }, schema: { body: NewMark, response: { 201: Created } } },
    async (request, reply) => {
      const given = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        assertGrantable(request.body, localDate(now, service.law(now).timeZone))
        return giveMark(tx, { ...request.body, id, now, issuer: service.config.oidc.issuer })
      })
      etag(reply, given.version)
      return reply.code(201).send(given)
    },
  )

  app.get('/staff-marks', { config: { action: 'read-marks' }, schema: { response: { 200: MarkList } } }, (request) =>
    browse(request, async (tx) => ({
      staff: await staffByAccount(tx, service, service.config.oidc.issuer),
      marks: (await heldMarks(tx, SHOWN)).map(({ id, sub, mark, validUntil, version }) => ({ id, sub, mark, validUntil, version })),
    })),
  )
}
