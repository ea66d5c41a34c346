import {
  Created,
  check,
  closed,
  EVENTS,
  type Event,
  Instant,
  NewReferral,
  REFERRAL_VERBS,
  ReferralDetail,
  ReferralPage,
  type ReferralVerb,
  Refusal,
  RowId,
} from '@ihala/contract'
import { type App, act, browse, etag, ifMatch, type ServiceContext, type Tx } from '@ihala/kit'
import { assertTextNamesNobody } from '@ihala/policy'
import Type, { type TSchema } from 'typebox'
import { orOvertaken } from '../change/overtaken.ts'
import { lookAgain } from '../choice/choice.write.ts'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { knownWords } from '../person/known-words.ts'
import { personSections } from '../person/section.store.ts'
import { choose } from '../question/question.write.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson, standingOfReferral, takeOn } from '../reading/standing.store.ts'
import { codeForRequest } from '../telephone/telephone.write.ts'
import { keepCode } from '../telephone/telephone-record.store.ts'
import { insertNote } from './note.store.ts'
import { readReferral, referralNow } from './referral.read.ts'
import { sendReferral } from './referral.send.ts'
import { type Cursor, cursorAfter, lockReferral, needOf, referralById, workList } from './referral.store.ts'
import { AT_ONCE, assertVersion, NO_CLOCK, type Referral, respondBy, takenBy } from './referral.ts'
import { lineFor, lineOf } from './referral.view.ts'
import { writeEvent } from './referral.write.ts'

const PAGE = 50
/** A page may be asked shorter: 1 to 50 lines. */
const Limit = Type.String({ pattern: '^([1-9]|[1-4]\\d|50)$' })
const params = closed({ id: RowId })
const isInstant = check(Instant)
const isRowId = check(RowId)

/** Marks the cursor of a line that is over. */
const OVER = 'over'

/** Cursor of the work list: base64url of what the last line stood by, its id, and whether it was over. */
function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const [at, id, over] = Buffer.from(text, 'base64url').toString().split('|')
  // What is no instant or no row id the database would not even compare.
  if (!(at === NO_CLOCK || at === AT_ONCE || isInstant(at)) || !isRowId(id) || !(over === undefined || over === OVER))
    throw new Refusal('body-invalid', { field: 'query:/cursor', rule: 'cursor' })
  return { over: over === OVER, at, id }
}

function written({ over, at, id }: Cursor): string {
  return Buffer.from([at, id, ...(over ? [OVER] : [])].join('|')).toString('base64url')
}

/** Work list, referral page, new referral, and a route for each verb. */
export function referralRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  app.get(
    '/referrals',
    {
      config: { action: 'read-referrals' },
      schema: {
        querystring: closed({
          box: Type.Enum(['received', 'sent']),
          cursor: Type.Optional(Type.String({ maxLength: 200 })),
          limit: Type.Optional(Limit),
        }),
        response: { 200: ReferralPage },
      },
    },
    (request) =>
      browse(request, async (tx) => {
        const { box, cursor, limit = PAGE } = request.query
        const lines = Number(limit)
        const rows = await workList(tx, box === 'received' ? 'recipient' : 'sender', readCursor(cursor), lines)
        const last = rows.at(-1)
        const items = rows.map((row) => lineFor(request, kind, row.assigned, lineOf(service, row, row)))
        return { items, next: rows.length === lines && last ? written(cursorAfter(last)) : null }
      }),
  )

  app.get(
    '/referrals/:id',
    { config: { action: 'read-referral' }, schema: { params, response: { 200: ReferralDetail } } },
    async (request, reply) => {
      const detail = await readReferral(request, service, request.params.id)
      etag(reply, detail.referral.version)
      return detail
    },
  )

  app.post(
    '/referrals',
    { config: { action: 'write-referral', creates: true }, schema: { body: NewReferral, response: { 201: Created } } },
    async (request, reply) => {
      const { body } = request
      const created = await act(request, async (tx, send, stamp) => {
        const taken = takenBy(body, request.staff.pseudonym)
        assertEnters(request, kind, await standingOfPerson(tx, body.personId, service.stamp().now))
        const { id, version } = await sendReferral({ tx, send, stamp }, service, taken)
        return { id, version }
      })
      etag(reply, created.version)
      return reply.code(201).send(created)
    },
  )

  for (const verb of Object.keys(REFERRAL_VERBS) as ReferralVerb[]) verbRoute(app, service, verb)
}

/** One verb, one event. After an enquiry the request repeats the need, so its body is empty. */
function verbRoute(app: App, service: ServiceContext, verb: ReferralVerb): void {
  const type = REFERRAL_VERBS[verb]
  const body: TSchema = verb === 'request' ? closed({}) : EVENTS[type].schema
  app.post(
    `/referrals/:id/${verb}`,
    {
      config: { action: DECISIONS.has(verb) ? 'decide-referral' : 'write-referral', changes: true },
      schema: { params, body, response: { 200: Created } },
    },
    async (request, reply) => {
      const change = () =>
        act(
          request,
          async (tx, send, stamp) => {
            const { id } = request.params
            const stands = verb === 'accept' ? takeOn : standingOfReferral
            // The question travels with the one that locks the row.
            const [referral, standing] = await Promise.all([lockReferral(tx, id), stands(tx, id, service.stamp().now)])
            assertEnters(request, service.organisation.kind, standing)
            assertVersion(referral, ifMatch(request))
            const event =
              verb === 'request' ? await requestAfterEnquiry(service, tx, referral, stamp().now) : ({ type, data: request.body } as Event)
            if (event.type === 'note-added') await assertNoteMayGo(service, tx, referral, event.data.text)
            const version = await writeEvent({ tx, send, stamp }, referral, event)
            if (event.type === 'referral-requested') await choose(tx, referral.id)
            if (event.type === 'referral-requested') await lookAgain(tx, { id: referral.id, dueAt: event.data.respondBy }, 'at-its-clock')
            if (event.type === 'note-added') {
              const { id, now } = stamp()
              await insertNote(tx, service.caseKeys, { id, caseId: referral.caseId, at: now, by: 'us', text: event.data.text })
            }
            return { id: referral.id, version }
          },
          { answerAgain: async (tx, { id }) => ({ id, version: (await referralById(tx, id)).version }) },
        )
      return orOvertaken(request, reply, change, () => referralNow(request, service, request.params.id))
    },
  )
}

/** Verbs that decide on taking somebody on, or give somebody up. */
const DECISIONS: ReadonlySet<ReferralVerb> = new Set(['accept', 'reject', 'answer-capacity', 'hand-back', 'cancel', 'refuse-cancellation'])

/** A note of the sender names nobody where the person did not open the identity: it would be disclosed past the grant. */
async function assertNoteMayGo(service: ServiceContext, tx: Tx, { side, personId, consent }: Referral, text: string): Promise<void> {
  if (side !== 'sender' || personId === null || consent.categories.includes('identity')) return
  assertTextNamesNobody(text, knownWords(await personSections(tx, service.caseKeys, personId)), '/text')
}

async function requestAfterEnquiry(
  service: ServiceContext,
  tx: Parameters<typeof needOf>[0],
  referral: Referral,
  now: string,
): Promise<Event> {
  // The person may have excluded the body after it was asked (c3).
  if (referral.personId !== null && (await exclusionsOf(tx, referral.personId)).includes(referral.partner))
    throw new Refusal('recipient-excluded')
  const need = await needOf(tx, service.caseKeys, referral)
  const byTelephone = codeForRequest(service, { to: referral.partner, wished: false, now })
  if (byTelephone) await keepCode(tx, referral.id, byTelephone.code)
  const data = { person: referral.pseudonym, need, respondBy: respondBy(need, now, service.law(now)), relatesTo: [] }
  return { type: 'referral-requested', data: { ...data, ...(byTelephone ? { byTelephone } : {}) } }
}
