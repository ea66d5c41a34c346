import { ComplaintRecorded, closed, NewMemberComplaint, Refusal, RowId } from '@ihala/contract'
import { type App, act, type Judging, randomId, type ServiceContext, type Tx } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { forgetComplaint, insertComplaint, lockComplaint } from './member-complaint.store.ts'
import { addressesFor, receivingBody, standsAt } from './member-complaint.ts'

const params = closed({ id: RowId })

/** C11, D-21: a body of the network did somebody wrong. */
export function memberComplaintRoutes(app: App, service: ServiceContext): void {
  const enter = async (tx: Tx, request: Judging, personId: string, now: string): Promise<void> => {
    await assertPerson(tx, personId)
    assertEnters(request, service.organisation.kind, await standingOfPerson(tx, personId, now))
  }

  app.post(
    '/people/:id/member-complaints',
    {
      config: { action: 'complain-of-member', creates: true },
      schema: { params, body: NewMemberComplaint, response: { 201: ComplaintRecorded } },
    },
    async (request, reply) => {
      const { about, what, answer, by: byWhom } = request.body
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now: at } = stamp()
        const { id: personId } = request.params
        await enter(tx, request, personId, at)
        const member = service.registry.lastKnown(about)?.metadata.ihala_member
        if (!member) throw new Refusal('recipient-unknown')
        const to = receivingBody(service)
        const number = to === undefined || to === about ? null : randomId()
        await insertComplaint.run(tx, { id, personId, about, what, byWhom, at, number, answer })
        return { id, road: number === null ? ('by-hand' as const) : ('box' as const), number, addresses: addressesFor(member.kind) }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/member-complaints/:id/take-back',
    { config: { action: 'complain-of-member' }, schema: { params, response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const complaint = await lockComplaint(tx, id)
        await enter(tx, request, complaint.personId, stamp().now)
        const stands = standsAt(complaint, receivingBody(service))
        if (stands === 'sent' || stands === 'stored') throw new Refusal('state-forbids', { state: stands })
        await forgetComplaint(tx, id)
        return { id }
      }),
  )
}
