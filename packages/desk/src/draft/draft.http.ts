import { Created, closed, DraftKept, type DraftLine, DraftList, NewReferral, NoteTried, Refusal, RowId } from '@ihala/contract'
import { type App, act, browse, type Judging, type ServiceContext, type StaffRequest, type Tx } from '@ihala/kit'
import { assertTextNamesNobody } from '@ihala/policy'
import Type from 'typebox'
import { knownWords } from '../person/known-words.ts'
import { assertPerson } from '../person/person.store.ts'
import { personSections } from '../person/section.store.ts'
import { assertEnters, caseFor } from '../reading/reading.ts'
import { standingOfPerson, standingsOfPeople } from '../reading/standing.store.ts'
import { takenBy } from '../referral/referral.ts'
import { partnerOf } from '../referral/referral.view.ts'
import { type Draft, draftsWaiting, lockDraft } from './draft.store.ts'
import { keepDraft, sendDraftNow, undoDraft } from './draft.write.ts'

const SHOWN = 200
const params = closed({ id: RowId })
const querystring = closed({ person: Type.Optional(RowId) })

/** DESIGN §8, THREATS 26: what somebody said to send waits ten minutes; undone in that time, it never was. */
export function draftRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  const enter = async (tx: Tx, request: Judging, personId: string): Promise<void> => {
    await assertPerson(tx, personId)
    assertEnters(request, kind, await standingOfPerson(tx, personId, service.stamp().now))
  }
  /** What waits, of somebody whose case this member may enter. Throws Refusal `not-found`, also once their file was erased; `reason-required`. */
  const held = async (tx: Tx, request: Judging, id: string): Promise<Draft & { readonly given: NewReferral }> => {
    const draft = await lockDraft(tx, service.caseKeys, id)
    if (draft === undefined) throw new Refusal('not-found')
    await enter(tx, request, draft.personId)
    const { given } = draft
    if (given === null) throw new Refusal('not-found')
    return { ...draft, given }
  }

  app.get('/drafts', { config: { action: 'read-referrals' }, schema: { querystring, response: { 200: DraftList } } }, (request) =>
    // As the work list: codes and clocks, and of nobody whose case is a colleague's.
    browse(request, async (tx) => {
      const waiting = await draftsWaiting(tx, service.caseKeys, SHOWN, request.query.person)
      const people = waiting.map(({ personId }) => personId)
      const standings = await standingsOfPeople(tx, people, service.stamp().now)
      const mayEnter = ({ personId }: Draft): boolean => {
        const standing = standings.get(personId)
        return standing !== undefined && request.allows('enter-case', caseFor(kind, standing))
      }
      return { drafts: waiting.filter(mayEnter).flatMap((draft) => lineOf(service, request, draft)) }
    }),
  )

  app.post(
    '/drafts',
    { config: { action: 'write-referral', creates: true }, schema: { body: NewReferral, response: { 201: DraftKept } } },
    async (request, reply) => {
      const { body, staff } = request
      const kept = await act(request, async (tx, _send, stamp) => {
        const taken = takenBy(body, staff.pseudonym)
        await enter(tx, request, body.personId)
        return keepDraft({ tx, stamp }, service, taken, staff.id)
      })
      return reply.code(201).send(kept)
    },
  )

  app.post(
    '/drafts/note',
    { config: { action: 'write-referral' }, schema: { body: NoteTried, response: { 200: closed({}) } } },
    (request) =>
      act(request, async (tx) => {
        const { personId, note } = request.body
        await enter(tx, request, personId)
        assertTextNamesNobody(note, knownWords(await personSections(tx, service.caseKeys, personId)), '/need/note')
        return {}
      }),
  )

  app.post(
    '/drafts/:id/send',
    { config: { action: 'write-referral', creates: true }, schema: { params, body: closed({}), response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, send, stamp) => {
        const draft = await held(tx, request, request.params.id)
        const { id, version } = await sendDraftNow({ tx, send, stamp }, service, draft)
        return { id, version }
      })
      return reply.code(201).send(created)
    },
  )

  app.delete('/drafts/:id', { config: { action: 'write-referral' }, schema: { params, response: { 200: NewReferral } } }, (request) =>
    act(request, async (tx, _send, stamp) => {
      const draft = await held(tx, request, request.params.id)
      await undoDraft({ tx, stamp }, draft)
      return draft.given
    }),
  )
}

function lineOf(
  service: ServiceContext,
  { staff }: Pick<StaffRequest, 'staff'>,
  { id, personId, sendAt, writtenAt, byStaff, refused, given }: Draft,
): DraftLine[] {
  // The person's file was erased: it will not go, and the clock takes it away.
  if (given === null) return []
  const { to, step, need, beside = [] } = given
  const partners = [to, ...beside.map((one) => one.to)].map((body) => partnerOf(service, body))
  const codes = { step, urgency: need.urgency, needs: need.needs }
  return [{ id, personId, sendAt, writtenAt, partners, ...codes, mine: byStaff === staff.id, refused }]
}
