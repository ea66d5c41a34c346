import { Barring, closed, HandedOver, HandOver, RowId, StaffList, Suspension } from '@ihala/contract'
import { type App, act, bar, browse, memberById, recordDecision, type ServiceContext, staffMembers, unbar } from '@ihala/kit'
import { casesAbout, handOver, suspendMember } from './staff.write.ts'

const params = closed({ id: RowId })

/** Who works here, and what an admin decides of it: at once, whatever the identity provider still says (DESIGN §3, M5). */
export function staffRoutes(app: App, service: ServiceContext): void {
  app.get('/staff', { config: { action: 'read-staff' }, schema: { response: { 200: StaffList } } }, (request) =>
    browse(request, async (tx) => ({
      staff: (await staffMembers(tx, service.keyring)).map(({ id, names, roles, suspendedAt, cases }) => ({
        id,
        names,
        roles: [...roles],
        suspendedAt,
        cases,
      })),
    })),
  )

  app.post(
    '/staff/:id/suspension',
    { config: { action: 'change-staff' }, schema: { params, body: Suspension, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        await suspendMember(tx, stamp, id, request.body.suspended, request.staff.pseudonym)
        return { id }
      }),
  )

  app.post(
    '/staff/:id/barred',
    { config: { action: 'change-staff' }, schema: { params, body: Barring, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const { barred } = request.body
        const { pseudonym } = await memberById(tx, id)
        for (const caseId of await casesAbout(tx, request.body)) await (barred ? bar(tx, id, caseId) : unbar(tx, id, caseId))
        const { id: leaf, now } = stamp()
        const action = barred ? 'bar-member' : 'unbar-member'
        await recordDecision(tx, { id: leaf, action, subject: pseudonym, staff: request.staff.pseudonym, at: now })
        return { id }
      }),
  )

  app.post(
    '/staff/:id/hand-over',
    { config: { action: 'change-staff', creates: true }, schema: { params, body: HandOver, response: { 200: HandedOver } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const who = { from: id, to: request.body.to, staff: request.staff.pseudonym }
        return { id, cases: await handOver(tx, stamp, service.features, who) }
      }),
  )
}
