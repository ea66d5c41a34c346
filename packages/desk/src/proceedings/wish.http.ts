import { closed, RowId } from '@ihala/contract'
import { type App, act, assigneesOf, etag, ifMatch, read, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { referralById } from '../referral/referral.store.ts'
import { keepWish, wishOf } from './wish.store.ts'
import { assertOfTheCase, NewProceedingsWish, ProceedingsWish } from './wish.ts'

const params = closed({ id: RowId })
const Kept = closed({ version: Type.Integer({ minimum: 1 }) })

/** written and read here, by the staff of the case. Nothing of it is handed to what decides or sends. */
export function proceedingsRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/proceedings',
    { config: { action: 'read-proceedings' }, schema: { params, response: { 200: ProceedingsWish } } },
    async (request, reply) => {
      const kept = await read(request, { action: 'read-proceedings', subject: request.params.id }, async (tx) => {
        const { caseId } = await referralById(tx, request.params.id)
        assertOfTheCase(await assigneesOf(tx, caseId), request.staff.id)
        return wishOf(tx, service.caseKeys, caseId)
      })
      etag(reply, kept?.version ?? 0)
      return { wish: kept ? { ...kept.content, at: kept.at, byMe: kept.byStaff === request.staff.id } : null }
    },
  )

  app.put(
    '/referrals/:id/proceedings',
    {
      config: { action: 'write-proceedings', changes: true },
      schema: { params, body: NewProceedingsWish, response: { 200: Kept } },
    },
    async (request, reply) => {
      const version = await act(request, async (tx, _send, stamp) => {
        const { caseId } = await referralById(tx, request.params.id)
        assertOfTheCase(await assigneesOf(tx, caseId), request.staff.id)
        const kept = { caseId, at: stamp().now, byStaff: request.staff.id, content: request.body, seen: ifMatch(request) }
        return keepWish(tx, service.caseKeys, kept)
      })
      etag(reply, version)
      return { version }
    },
  )
}
