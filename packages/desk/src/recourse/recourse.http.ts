import {
  closed,
  NewCorrection,
  NewObjection,
  type OpenRight,
  OpenRights,
  Refusal,
  RightAnswer,
  RightsAsked,
  RightsList,
  RowId,
} from '@ihala/contract'
import { type App, act, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import { complaintsOf } from '../member-complaint/member-complaint.store.ts'
import { complaintView, receivingBody } from '../member-complaint/member-complaint.ts'
import { assertPerson } from '../person/person.store.ts'
import { categoriesOf } from '../person/section.store.ts'
import { assertEnters, caseFor } from '../reading/reading.ts'
import { standingOfOwner, standingOfPerson, standingOfReferral, standingsOfPeople } from '../reading/standing.store.ts'
import { lockReferral, referralByCase } from '../referral/referral.store.ts'
import { openRecourses, recourseById, recoursesOf, sourcesOf } from './recourse.store.ts'
import { viewOf } from './recourse.ts'
import { answerRight, correctBelow, exerciseAt, exerciseHere } from './recourse.write.ts'

const SHOWN = 200
const params = closed({ id: RowId })

/** C11: what is held is wrong, and what is done is not wanted. */
export function recourseRoutes(app: App, service: ServiceContext): void {
  const enter = async (tx: Tx, request: Judging, personId: string, now: string): Promise<void> => {
    await assertPerson(tx, personId)
    assertEnters(request, service.organisation.kind, await standingOfPerson(tx, personId, now))
  }

  app.post(
    '/people/:id/corrections',
    {
      config: { action: 'exercise-right', creates: true },
      schema: { params, body: NewCorrection, response: { 201: RightsAsked } },
    },
    async (request, reply) => {
      const { id: personId } = request.params
      const { category, because, by } = request.body
      const data = { right: 'correction', category, because, by } as const
      const created = await act(request, async (tx, send, stamp) => {
        const acting = { tx, send, stamp, service }
        await enter(tx, request, personId, stamp().now)
        const [sources, own] = [await sourcesOf(tx, personId, category), await categoriesOf(tx, personId)]
        let [id, asked]: [string | undefined, number] = [undefined, 0]
        // Where it came from it is wrong too, and whoever wrote it first must say what is right.
        for (const { referral } of sources) {
          const exercised = await exerciseAt(acting, await lockReferral(tx, referral), personId, data)
          if (exercised !== undefined) asked += 1
          id ??= exercised
        }
        if (own.includes(category) || sources.length === 0) id = await exerciseHere(acting, { personId, referral: null, jti: null, data })
        if (id === undefined) throw new Refusal('recipient-suspended')
        const corrected = await correctBelow(tx, { personId, narrows: null }, category, { recourse: id })
        return { id, corrected, asked }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/people/:id/objections',
    {
      config: { action: 'exercise-right', creates: true },
      schema: { params, body: NewObjection, response: { 201: RightsAsked } },
    },
    async (request, reply) => {
      const { id: personId } = request.params
      const data = { right: 'objection', ...request.body } as const
      const created = await act(request, async (tx, _send, stamp) => {
        await enter(tx, request, personId, stamp().now)
        const id = await exerciseHere({ tx, stamp, service }, { personId, referral: null, jti: null, data })
        return { id, corrected: 0, asked: 0 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/referrals/:id/objections',
    {
      config: { action: 'exercise-right', creates: true },
      schema: { params, body: NewObjection, response: { 201: RightsAsked } },
    },
    async (request, reply) => {
      const data = { right: 'objection', ...request.body } as const
      const created = await act(request, async (tx, send, stamp) => {
        const referral = await lockReferral(tx, request.params.id)
        const { now } = stamp()
        assertEnters(request, service.organisation.kind, await standingOfReferral(tx, referral.id, now))
        const id = await exerciseAt({ tx, send, stamp, service }, referral, referral.personId, data)
        if (id === undefined) throw new Refusal('recipient-suspended')
        return { id, corrected: 0, asked: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/rights/:id/answer',
    { config: { action: 'answer-right', creates: true }, schema: { params, body: RightAnswer, response: { 200: params } } },
    (request) =>
      act(request, async (tx, send, stamp) => {
        const { id } = request.params
        const row = await recourseById(tx, id)
        if (!row) throw new Refusal('not-found')
        const personId = row.personId ?? (row.caseId === null ? null : ((await referralByCase(tx, row.caseId))?.personId ?? null))
        const owner = { owner: row.caseId ?? '', personId }
        assertEnters(request, service.organisation.kind, await standingOfOwner(tx, owner, stamp().now))
        await answerRight({ tx, send, stamp }, id, request.body)
        return { id }
      }),
  )

  app.get('/rights', { config: { action: 'read-rights' }, schema: { response: { 200: OpenRights } } }, (request) => {
    const { kind } = service.organisation
    const { now } = service.stamp()
    return read(
      request,
      ({ rights }: OpenRights) =>
        rights
          .filter(({ right }) => right !== null)
          .map(({ id, personId, referralId }) => ({ action: 'read-rights', subject: personId ?? referralId ?? id })),
      async (tx) => {
        const rows = await openRecourses(tx, SHOWN)
        const ofPeople = await standingsOfPeople(
          tx,
          rows.flatMap(({ personId }) => personId ?? []),
          now,
        )
        const rights: OpenRight[] = []
        for (const { partner, referralId, ...row } of rows) {
          const { id, personId, caseId, at, dueAt } = row
          const standing =
            personId === null
              ? await standingOfOwner(tx, { owner: caseId ?? '', personId }, now)
              : (ofPeople.get(personId) ?? { assigned: 'nobody' as const, reason: null })
          const right = viewOf(row, partner, now)
          const enters = request.allows('enter-case', caseFor(kind, standing))
          rights.push({ id, personId, referralId, at, dueAt, overdue: right.overdue, right: enters ? right : null })
        }
        return { rights }
      },
    )
  })

  app.get('/people/:id/rights', { config: { action: 'read-rights' }, schema: { params, response: { 200: RightsList } } }, (request) =>
    read(request, { action: 'read-rights', subject: request.params.id }, async (tx) => {
      const { id } = request.params
      const { now } = service.stamp()
      await enter(tx, request, id, now)
      const [rows, complaints] = [await recoursesOf(tx, id), await complaintsOf(tx, id)]
      const to = receivingBody(service)
      return {
        rights: rows.map(({ partner, ...row }) => viewOf(row, partner, now)),
        complaints: complaints.map((one) => complaintView(one, to, service.registry.lastKnown(one.about)?.metadata.ihala_member.kind)),
      }
    }),
  )
}
