import { Created, closed, Instant, RowId, text } from '@ihala/contract'
import { assertEnters, referralById, standingOfReferral } from '@ihala/desk'
import { type App, act, read, recordDecision, type ServiceContext, type StaffRequest, type Tx } from '@ihala/kit'
import Type from 'typebox'
import { endMandate, givenIn, insertMandate, insertPower, revokePower } from './mandate.store.ts'
import { assertEnds, authority, STEPS } from './mandate.ts'

const Scope = Type.Array(Type.Enum([...STEPS], { description: 'DOMAIN.md R-9, J-1' }), {
  minItems: 1,
  maxItems: STEPS.length,
  uniqueItems: true,
})
const OptionalInstant = Type.Union([Instant, Type.Null()])
const params = closed({ id: RowId })
const NewMandate = closed({ scope: Scope, expiresAt: Type.Optional(Instant) })
const NewPower = closed({
  number: text(60),
  certifiedBy: text(200),
  scope: Scope,
  expiresAt: Instant,
  /** Off unless the paper says so. */
  maySettle: Type.Optional(Type.Boolean()),
  mayReceiveMoney: Type.Optional(Type.Boolean()),
})
const Given = closed({
  mandates: Type.Array(closed({ id: RowId, scope: Scope, givenAt: Instant, expiresAt: OptionalInstant, endedAt: OptionalInstant })),
  powers: Type.Array(
    closed({
      id: RowId,
      scope: Scope,
      maySettle: Type.Boolean(),
      mayReceiveMoney: Type.Boolean(),
      givenAt: Instant,
      expiresAt: Instant,
      revokedAt: OptionalInstant,
      paper: Type.Union([closed({ number: Type.String(), certifiedBy: Type.String() }), Type.Null()]),
    }),
  ),
  now: closed({
    represent: Type.Array(Type.String()),
    act: Type.Array(Type.String()),
    settle: Type.Boolean(),
    receiveMoney: Type.Boolean(),
  }),
})

/** what a person lets others do for them, beside what they let others know. */
export function mandateRoutes(app: App, service: ServiceContext): void {
  const keys = service.caseKeys
  const decided = async (tx: Tx, request: StaffRequest, action: string, subject: string, at: { id: string; now: string }): Promise<void> =>
    recordDecision(tx, { id: at.id, action, subject, staff: request.staff.pseudonym, at: at.now })

  app.get('/referrals/:id/mandates', { config: { action: 'read-mandates' }, schema: { params, response: { 200: Given } } }, (request) =>
    read(request, { action: 'read-mandates', subject: request.params.id }, async (tx) => {
      const { id: referralId } = await referralById(tx, request.params.id)
      assertEnters(request, service.organisation.kind, await standingOfReferral(tx, referralId, service.stamp().now))
      const given = await givenIn(tx, keys, request.params.id)
      const { represent, act: acts, settle, receiveMoney } = authority(given.mandates, given.powers, service.stamp().now)
      return {
        mandates: given.mandates.map(({ id, scope, givenAt, expiresAt, endedAt }) => ({ id, scope, givenAt, expiresAt, endedAt })),
        powers: given.powers.map(({ caseId: _, referralId: __, ...power }) => power),
        now: { represent: [...represent], act: [...acts], settle, receiveMoney },
      }
    }),
  )

  app.post(
    '/referrals/:id/mandates',
    { config: { action: 'write-mandate', creates: true }, schema: { params, body: NewMandate, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        const { caseId, id: referralId } = await referralById(tx, request.params.id)
        const { scope, expiresAt = null } = request.body
        assertEnds(expiresAt, now)
        await insertMandate.run(tx, { id, caseId, referralId, scope, givenAt: now, expiresAt })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/referrals/:id/powers-of-attorney',
    { config: { action: 'write-mandate', creates: true }, schema: { params, body: NewPower, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        const { caseId, id: referralId } = await referralById(tx, request.params.id)
        const { number, certifiedBy, scope, expiresAt, maySettle = false, mayReceiveMoney = false } = request.body
        assertEnds(expiresAt, now)
        const row = { id, caseId, referralId, scope, maySettle, mayReceiveMoney, givenAt: now, expiresAt }
        await insertPower(tx, keys, { ...row, paper: { number, certifiedBy } })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/mandates/:id/end',
    { config: { action: 'write-mandate', creates: true }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const at = stamp()
        await endMandate(tx, id, at.now)
        await decided(tx, request, 'end-mandate', id, at)
        return { id }
      }),
  )

  app.post(
    '/powers-of-attorney/:id/revoke',
    { config: { action: 'write-mandate', creates: true }, schema: { params, body: closed({}), response: { 200: params } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { id } = request.params
        const at = stamp()
        await revokePower(tx, id, at.now)
        await decided(tx, request, 'revoke-power', id, at)
        return { id }
      }),
  )
}
