import { Barring, ColleagueList, closed, HandedOver, HandOver, RowId, StaffList, type StaffRole, Suspension } from '@ihala/contract'
import { type App, act, bar, browse, memberById, recordDecision, type ServiceContext, staffMembers, unbar } from '@ihala/kit'
import { casesAbout, handOver, suspendMember } from './staff.write.ts'

const params = closed({ id: RowId })

/** Roles that never enter a case. */
const NO_CASES: readonly StaffRole[] = ['admin', 'analyst', 'data-protection-officer']
const worksWithPeople = (role: StaffRole): boolean => !NO_CASES.includes(role)

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

  // Whoever works on a case may ask a colleague onto it, and must see whom.
  app.get('/colleagues', { config: { action: 'assign-case' }, schema: { response: { 200: ColleagueList } } }, (request) =>
    browse(request, async (tx) => ({
      colleagues: (await staffMembers(tx, service.keyring)).flatMap(({ id, names, roles, suspendedAt }) =>
        suspendedAt === null && roles.some(worksWithPeople) ? [{ id, names, roles: [...roles] }] : [],
      ),
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
