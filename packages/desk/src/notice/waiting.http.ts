import { type ConsentGiven, closed, type Grant, NewReferral, Refusal, RowId, WaitingConsent, WaitingConsents } from '@ihala/contract'
import { type App, act, addJob, type Judging, randomId, read, removeJob, type ServiceContext, type Tx } from '@ihala/kit'
import {
  assertAnswersNeed,
  assertBetween,
  assertGuardianWhereNeeded,
  assertTakes,
  assertWellFounded,
  evidenceOf,
  mayGoAt,
  seconds,
} from '@ihala/policy'
import Type from 'typebox'
import { assertMayChoose } from '../choice/choice.write.ts'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { assertMayBegin, withExcluded } from '../referral/referral.begin.ts'
import { takenBy } from '../referral/referral.ts'
import { assertReviewedIn } from './reviewed.ts'
import { SEND_AGREED } from './waiting.jobs.ts'
import { insertWaiting, lockWaiting, removeWaiting, waiting } from './waiting.store.ts'

const SHOWN = 200
const params = closed({ id: RowId })
const querystring = closed({ person: Type.Optional(RowId) })

/** THREATS 26, DESIGN §8: what a person agreed to waits ten minutes; taken back in that time, it never was. */
export function waitingRoutes(app: App, service: ServiceContext): void {
  const enter = async (tx: Tx, request: Judging, personId: string): Promise<void> => {
    await assertPerson(tx, personId)
    assertEnters(request, service.organisation.kind, await standingOfPerson(tx, personId, service.stamp().now))
  }

  app.get(
    '/waiting-consents',
    { config: { action: 'read-referrals' }, schema: { querystring, response: { 200: WaitingConsents } } },
    (request) =>
      read(
        request,
        (page: WaitingConsents) => page.waiting.map(({ personId }) => ({ action: 'list-waiting', subject: personId })),
        async (tx) => ({ waiting: await waiting(tx, SHOWN, request.query.person) }),
      ),
  )

  app.post(
    '/waiting-consents',
    { config: { action: 'write-referral', creates: true }, schema: { body: NewReferral, response: { 201: WaitingConsent } } },
    async (request, reply) => {
      const { body } = request
      const created = await act(request, async (tx, _send, stamp) => {
        await enter(tx, request, body.personId)
        const { id } = stamp()
        const given = takenBy(body, request.staff.pseudonym)
        await assertMayChoose(tx, service, given)
        const sendAt = sendAtOf(given.consent)
        await assertMayBegin(tx, service, given)
        withExcluded(given.to, given.consent.excluded, await exclusionsOf(tx, given.personId))
        assertCouldGo(service, given, sendAt)
        await insertWaiting(tx, service.caseKeys, { id, sendAt, byStaff: request.staff.id, given })
        await addJob(tx, SEND_AGREED, { waiting: id }, { runAt: sendAt, jobKey: `${SEND_AGREED}/${id}` })
        return { id, personId: body.personId, sendAt }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/waiting-consents/:id/take-back',
    { config: { action: 'write-referral', creates: true }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx) => {
        const { id } = request.params
        const held = await lockWaiting(tx, service.caseKeys, id)
        if (held === undefined) throw new Refusal('not-found')
        await enter(tx, request, held.personId)
        // No trace: no leaf, no row, no job of it.
        await removeWaiting(tx, id)
        await removeJob(tx, `${SEND_AGREED}/${id}`)
        return { id }
      }),
  )
}

/** When it goes. Throws Refusal `cooling-off` for what need not wait: that is sent, not kept. */
function sendAtOf({ basis }: ConsentGiven): string {
  const evidence = evidenceOf(basis)
  if (evidence === undefined || !('coolingOff' in evidence) || evidence.coolingOff !== 'waited')
    throw new Refusal('cooling-off', { field: '/consent/basis/evidence/coolingOff' })
  return mayGoAt(evidence)
}

/** What would be refused when it is sent is refused while the person is there. Throws Refusal. */
function assertCouldGo(service: ServiceContext, { to, need, consent }: NewReferral, sendAt: string): void {
  const { entityId: iss, kind } = service.organisation
  const member = service.registry.find(to)?.metadata.ihala_member
  if (member === undefined) throw new Refusal('recipient-unknown', { field: '/to' })
  const { until, ...terms } = consent
  const grant: Grant = { ...terms, iss, aud: to, jti: randomId(), iat: seconds(sendAt), exp: seconds(until), person: randomId() }
  assertReviewedIn(service, consent.basis)
  assertWellFounded(grant)
  assertTakes(grant, member.takes)
  assertGuardianWhereNeeded(grant, need.ageBand)
  assertAnswersNeed(grant, need)
  assertBetween(grant, kind, member.kind)
}
