import {
  ComplaintFinding,
  ComplaintState,
  closed,
  EntityId,
  GuardedCount,
  Instant,
  MemberComplaint,
  RandomId,
  RowId,
} from '@ihala/contract'
import { guarded } from '@ihala/desk'
import { type App, act, browse } from '@ihala/kit'
import Type from 'typebox'
import { complaintsCounted, complaintsIn, keepAcknowledged, keepClosed, lockComplaint } from './member-complaint.store.ts'
import { assertNew, assertSeen, type HeldComplaint, stateOf } from './member-complaint.ts'

const Named = closed({ id: RowId })
const Complaints = closed({
  complaints: Type.Array(
    closed({
      id: RowId,
      /** The person asks by it. */
      number: RandomId,
      about: EntityId,
      what: MemberComplaint,
      /** Whether they mean to ask. */
      answer: Type.Boolean(),
      /** The member in whose box it came. */
      from: EntityId,
      receivedAt: Instant,
      state: ComplaintState,
      finding: Type.Union([ComplaintFinding, Type.Null()]),
      closedAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
  /** More follow after the last of these. */
  more: Type.Boolean(),
})
const Asked = closed({
  about: Type.Optional(EntityId),
  number: Type.Optional(RandomId),
  is: Type.Optional(Type.Enum(['open', 'closed'])),
  after: Type.Optional(RowId),
})
const Counts = closed({ rows: Type.Array(closed({ about: EntityId, what: MemberComplaint, count: GuardedCount })) })
/** Complaints of one page. */
const SHOWN = 100
const answers = { action: 'answer-member-complaint' } as const

/** C11, D-21: complaints about members, by number: the committee acknowledges them, and says what it found. */
export function memberComplaintRoutes(app: App): void {
  app.get(
    '/member-complaints',
    { config: { action: 'read-member-complaints' }, schema: { querystring: Asked, response: { 200: Complaints } } },
    (request) => {
      const { about = null, number = null, is = null, after = null } = request.query
      return browse(request, async (tx) => {
        const found = await complaintsIn(tx, { about, number, is, after }, SHOWN + 1)
        return { complaints: found.slice(0, SHOWN).map(shown), more: found.length > SHOWN }
      })
    },
  )

  // fewer than eleven are only said to be few.
  app.get('/member-complaint-counts', { config: { action: 'read-counts' }, schema: { response: { 200: Counts } } }, (request) =>
    browse(request, async (tx) => ({ rows: (await complaintsCounted(tx)).map((row) => ({ ...row, count: guarded(row.count) })) })),
  )

  app.post('/member-complaints/:id/acknowledge', { config: answers, schema: { params: Named, response: { 200: Named } } }, (request) =>
    act(request, async (tx, _send, stamp) => {
      const { id } = request.params
      assertNew(await lockComplaint(tx, id))
      await keepAcknowledged(tx, { id, by: request.staff.id, at: stamp().now })
      return { id }
    }),
  )

  app.post(
    '/member-complaints/:id/close',
    { config: answers, schema: { params: Named, body: closed({ finding: ComplaintFinding }), response: { 200: Named } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        assertSeen(await lockComplaint(tx, id))
        await keepClosed(tx, { id, by: request.staff.id, at: stamp().now, finding: request.body.finding })
        return { id }
      }),
  )
}

function shown(held: HeldComplaint) {
  const { id, number, about, what, answer, fromMember: from, receivedAt, finding, closedAt } = held
  return { id, number, about, what, answer, from, receivedAt, state: stateOf(held), finding, closedAt }
}
