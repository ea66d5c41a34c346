import { Created, closed, MeetingAnswered, MeetingList, type MeetingView, NewMeeting, RowId } from '@ihala/contract'
import { type App, act, ifMatch, randomId, read, type ServiceContext } from '@ihala/kit'
import { orOvertaken } from '../change/overtaken.ts'
import { knownWords } from '../person/known-words.ts'
import { contentOf, personSections } from '../person/section.store.ts'
import { assertEnters, mayShow } from '../reading/reading.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { referralNow } from '../referral/referral.read.ts'
import { lockReferral, referralById } from '../referral/referral.store.ts'
import { assertMay, assertVersion } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { addTask, endTask } from '../task/task.store.ts'
import { arrangedIn, insertMeeting, keepMeetingAnswer, meetingsOf } from './meeting.store.ts'
import { assertMayAnswer, assertSafeMeeting } from './meeting.ts'

const params = closed({ id: RowId })

/** D14, the warm hand-over: whoever referred the person says who shall meet them, where and when; the other body answers. */
export function meetingRoutes(app: App, service: ServiceContext): void {
  const { kind, timeZone } = service.organisation
  const keys = service.caseKeys

  app.post(
    '/referrals/:id/meetings',
    { config: { action: 'write-referral', changes: true }, schema: { params, body: NewMeeting, response: { 200: Created } } },
    (request, reply) => {
      const { id } = request.params
      const change = () =>
        act(request, async (tx, send, stamp) => {
          const { id: row, now } = stamp()
          const [referral, standing] = await Promise.all([lockReferral(tx, id), standingOfReferral(tx, id, now)])
          assertEnters(request, kind, standing)
          assertVersion(referral, ifMatch(request))
          assertMay(referral, 'meeting-arranged')
          const held = referral.personId === null ? new Map() : await personSections(tx, keys, referral.personId)
          assertSafeMeeting(request.body, contentOf(held, 'safe-contact'), knownWords(held), { now, timeZone })
          const arranged = { ...request.body, category: 'contact' as const, meeting: randomId() }
          const version = await writeEvent({ tx, send, stamp }, referral, { type: 'meeting-arranged', data: arranged })
          await insertMeeting(tx, keys, { id: row, caseId: referral.caseId, at: now }, arranged)
          // Until it is answered nobody relies on it; the answer ends the task.
          await addTask(tx, { id: row, code: 'meeting-not-answered', referralId: id, dueAt: arranged.at, now })
          return { id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, id))
    },
  )

  app.post(
    '/referrals/:id/meeting-answer',
    { config: { action: 'write-referral', changes: true }, schema: { params, body: MeetingAnswered, response: { 200: Created } } },
    (request, reply) => {
      const { id } = request.params
      const change = () =>
        act(request, async (tx, send, stamp) => {
          const { now } = stamp()
          const [referral, standing] = await Promise.all([lockReferral(tx, id), standingOfReferral(tx, id, now)])
          assertEnters(request, kind, standing)
          assertVersion(referral, ifMatch(request))
          const { meeting, answer } = request.body
          const [newest] = await meetingsOf(tx, referral.caseId)
          assertMay(referral, 'meeting-answered')
          assertMayAnswer(newest, meeting)
          const version = await writeEvent({ tx, send, stamp }, referral, { type: 'meeting-answered', data: request.body })
          const row = await keepMeetingAnswer(tx, { caseId: referral.caseId, meeting, answer, at: now })
          if (row !== undefined) await endTask(tx, row, now)
          return { id, version }
        })
      return orOvertaken(request, reply, change, () => referralNow(request, service, id))
    },
  )

  app.get(
    '/referrals/:id/meetings',
    { config: { action: 'read-referral' }, schema: { params, response: { 200: MeetingList } } },
    (request) => {
      const { id } = request.params
      return read(request, { action: 'read-meetings', subject: id }, async (tx) => {
        const { now } = service.stamp()
        const [referral, standing] = await Promise.all([referralById(tx, id), standingOfReferral(tx, id, now)])
        assertEnters(request, kind, standing)
        const { personId } = referral
        const withheld = personId !== null && (await withheldOf(tx, [personId], now)).has(personId)
        const shows = mayShow(request, { kind, standing, withheld }, 'contact')
        const views = (await meetingsOf(tx, referral.caseId)).map(
          async (one): Promise<MeetingView> => ({
            meeting: one.meeting,
            arrangedAt: one.arrangedAt,
            answer: one.answer,
            answeredAt: one.answeredAt,
            arranged: shows ? await arrangedIn(tx, keys, one) : null,
          }),
        )
        return { meetings: await Promise.all(views) }
      })
    },
  )
}
