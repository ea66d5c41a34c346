import { AwardList, Created, closed, NewAward, RowId } from '@ihala/contract'
import { type App, act, browse, etag, ifMatch } from '@ihala/kit'
import Type from 'typebox'
import { awardsPage } from './award.store.ts'
import { viewFor } from './award.ts'
import { type Deciding, type Seen, writeApproval, writeAssessment, writePayment, writeRefusal } from './award.write.ts'

const OPEN_SHOWN = 500
const SETTLED_SHOWN = 100
const params = closed({ id: RowId })

/** Number of the transfer or receipt that proves the payment. */
const Proof = closed({ proofReference: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9/_.-]{2,39}$' }) })

/** Awards: assessed, approved by two, refused or paid. */
export function awardRoutes(app: App): void {
  app.get('/awards', { config: { action: 'read-awards' }, schema: { response: { 200: AwardList } } }, (request) =>
    browse(request, async (tx) => {
      const awards = await awardsPage(tx, OPEN_SHOWN, SETTLED_SHOWN)
      return { awards: awards.map((award) => viewFor(request.staff.pseudonym, award)) }
    }),
  )

  app.post(
    '/referrals/:id/award',
    { config: { action: 'assess-award', creates: true }, schema: { params, body: NewAward, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, (tx, send, stamp) =>
        writeAssessment({ tx, send, stamp, staff: request.staff.pseudonym }, request.params.id, request.body),
      )
      etag(reply, created.version)
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/awards/:id/pay',
    { config: { action: 'pay-award', changes: true }, schema: { params, body: Proof, response: { 200: Created } } },
    async (request, reply) => {
      const seen = { id: request.params.id, version: ifMatch(request) }
      const changed = await act(request, (tx, send, stamp) =>
        writePayment({ tx, send, stamp, staff: request.staff.pseudonym }, seen, request.body.proofReference),
      )
      etag(reply, changed.version)
      return changed
    },
  )

  decisionRoute(app, '/awards/:id/approve', 'approve-award', writeApproval)
  decisionRoute(app, '/awards/:id/refuse', 'refuse-award', writeRefusal)
}

/** A decision that needs nothing but the award. */
function decisionRoute(
  app: App,
  url: string,
  action: string,
  write: (deciding: Deciding, seen: Seen) => Promise<{ id: string; version: number }>,
): void {
  app.post(
    url,
    { config: { action, changes: true }, schema: { params, body: closed({}), response: { 200: Created } } },
    async (request, reply) => {
      const seen = { id: request.params.id, version: ifMatch(request) }
      const changed = await act(request, (tx, send, stamp) => write({ tx, send, stamp, staff: request.staff.pseudonym }, seen))
      etag(reply, changed.version)
      return changed
    },
  )
}
