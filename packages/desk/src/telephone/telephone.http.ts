import { Created, closed, NewTelephoneRecord, Refusal, RowId, TelephoneRecordList, ToldByTelephone } from '@ihala/contract'
import { type App, act, addJob, browse, type ServiceContext } from '@ihala/kit'
import { lockReferral } from '../referral/referral.store.ts'
import { LOOK_FOR_REFERRAL } from './telephone.jobs.ts'
import { telephoneViewOf } from './telephone.view.ts'
import { insertTelephoneRecord, joinRecords, recordsTaken, referralWithCode } from './telephone-record.store.ts'
import { assertPast, lookAt, spokenRecord } from './telephone-record.ts'

const SHOWN = 100

/** J-9: what was said on the telephone while the link was down, written up by both sides. */
export function telephoneRoutes(app: App, service: ServiceContext): void {
  app.get('/telephone-records', { config: { action: 'read-telephone' }, schema: { response: { 200: TelephoneRecordList } } }, (request) =>
    browse(request, async (tx) => ({
      records: (await recordsTaken(tx, service, SHOWN)).map((record) => telephoneViewOf(service, record)),
    })),
  )

  app.post(
    '/telephone-records',
    { config: { action: 'write-telephone', creates: true }, schema: { body: NewTelephoneRecord, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { partner, need, answer, rejection, at } = request.body
        const { id, now } = stamp()
        const { code } = spokenRecord(request.body, now)
        if (partner === service.organisation.entityId) throw new Refusal('recipient-same', { field: '/partner' })
        if (!service.registry.find(partner)) throw new Refusal('recipient-unknown', { field: '/partner' })
        const row = { id, direction: 'taken', partner, code, need, answer, rejection: rejection ?? null, told: null, at } as const
        await insertTelephoneRecord(tx, service, { ...row, byStaff: request.staff.id, createdAt: now, caseId: null, referralId: null })
        // It may have come before the call was written up.
        const referral = await referralWithCode(tx, partner, code)
        if (referral) await joinRecords(tx, referral, code)
        else await addJob(tx, LOOK_FOR_REFERRAL, { record: id }, { runAt: lookAt(now), jobKey: `${LOOK_FOR_REFERRAL}/${id}` })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/referrals/:id/told-by-telephone',
    {
      config: { action: 'write-telephone', creates: true },
      schema: { params: closed({ id: RowId }), body: ToldByTelephone, response: { 201: Created } },
    },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { told, answer, at } = request.body
        const { id, now } = stamp()
        assertPast(at, now)
        const { id: referralId, caseId, partner, side, telephoneCode } = await lockReferral(tx, request.params.id)
        // Without a code in the request nobody could join what was said to it.
        if (side !== 'sender' || telephoneCode === null) throw new Refusal('state-forbids', { rule: 'no-code' })
        const row = { id, direction: 'made', partner, code: telephoneCode, need: null, answer, rejection: null, told, at } as const
        await insertTelephoneRecord(tx, service, { ...row, byStaff: request.staff.id, createdAt: now, caseId, referralId })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
