import { AssigneeList, Assignment, closed, ReasonKept, ReasonSaid, Refusal, RowId } from '@ihala/contract'
import { type App, act, assign, browse, recordDecision, type ServiceContext, staffNames, type Tx, unassign } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { referralById } from '../referral/referral.store.ts'
import { assignable, assigneesNamed, workersForPerson } from './assignee.store.ts'
import { assertEnters } from './reading.ts'
import { sayWhy } from './reading.write.ts'
import { standingOfPerson, standingOfReferral } from './standing.store.ts'

const params = closed({ id: RowId })

/** T33, T34: whose a case is, and why somebody else looks at it. */
export function readingRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation

  app.post(
    '/referrals/:id/reading-reason',
    { config: { action: 'say-why', creates: true }, schema: { params, body: ReasonSaid, response: { 201: ReasonKept } } },
    async (request, reply) => {
      const kept = await act(request, async (tx, _send, stamp) => {
        const { id, caseId } = await referralById(tx, request.params.id)
        const standing = await standingOfReferral(tx, id, stamp().now)
        const what = { subject: id, caseId, referralId: id, standing, reason: request.body.reason }
        return sayWhy({ tx, stamp }, { kind }, request, what)
      })
      return reply.code(201).send(kept)
    },
  )

  app.post(
    '/people/:id/reading-reason',
    { config: { action: 'say-why', creates: true }, schema: { params, body: ReasonSaid, response: { 201: ReasonKept } } },
    async (request, reply) => {
      const { id } = request.params
      const kept = await act(request, async (tx, _send, stamp) => {
        await assertPerson(tx, id)
        const standing = await standingOfPerson(tx, id, stamp().now)
        const what = { subject: id, caseId: id, referralId: null, standing, reason: request.body.reason }
        return sayWhy({ tx, stamp }, { kind }, request, what)
      })
      return reply.code(201).send(kept)
    },
  )

  const named = async (tx: Tx, referral: Parameters<typeof workersForPerson>[1]) => {
    const withNames = ({ id, names }: { readonly id: string; readonly names: Buffer | null }) => ({
      id,
      names: staffNames(service.keyring, names).names,
    })
    const [assignees, forPerson] = await Promise.all([assigneesNamed(tx, referral.caseId), workersForPerson(tx, referral)])
    return { assignees: assignees.map(withNames), forPerson: forPerson.map(withNames) }
  }

  app.get(
    '/referrals/:id/assignees',
    { config: { action: 'read-referrals' }, schema: { params, response: { 200: AssigneeList } } },
    (request) => browse(request, async (tx) => named(tx, await referralById(tx, request.params.id))),
  )

  app.post(
    '/referrals/:id/assignees',
    { config: { action: 'assign-case' }, schema: { params, body: Assignment, response: { 200: AssigneeList } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const referral = await referralById(tx, request.params.id)
        const { id, caseId } = referral
        const { staff, assigned } = request.body
        const standing = await standingOfReferral(tx, id, stamp().now)
        // Whoever looked with a reason does not help themselves to the case.
        assertEnters(request, kind, { ...standing, reason: null })
        if (assigned) {
          await assertMayBeGiven(tx, staff, caseId)
          await assign(tx, staff, caseId)
        } else await unassign(tx, staff, caseId)
        const { id: leaf, now } = stamp()
        const action = assigned ? 'assign-case' : 'unassign-case'
        await recordDecision(tx, { id: leaf, action, subject: id, staff: request.staff.pseudonym, at: now })
        return named(tx, referral)
      }),
  )
}

/** Throws Refusal `not-found` for nobody who works here, `conflict-unresolved` where the case is on their conflict list. */
async function assertMayBeGiven(tx: Tx, staffId: string, caseId: string): Promise<void> {
  const member = await assignable(tx, staffId, caseId)
  if (!member) throw new Refusal('not-found')
  if (member.barred) throw new Refusal('conflict-unresolved', { field: '/staff' })
}
