import { BedChoice, BedList, BedView, Created, closed, Refusal, RowId } from '@ihala/contract'
import { type App, act, browse, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { bedsNow, insertBed, labelIsTaken } from './bed.store.ts'
import { holdBed } from './bed.write.ts'

/** A label is what stands on the bed; of a house it says no more than staff know anyway, and it never leaves. */
const NewBed = closed({
  label: Type.String({ minLength: 1, maxLength: 40 }),
  sex: BedView.properties.sex,
  family: Type.Boolean(),
  stepFree: Type.Boolean(),
})

/** Beds tonight, a new bed, and keeping one for somebody. */
export function bedRoutes(app: App, service: ServiceContext): void {
  app.get('/beds', { config: { action: 'read-beds' }, schema: { response: { 200: BedList } } }, (request) =>
    browse(request, async (tx) => {
      const beds = await bedsNow(tx, service.stamp().now)
      return { beds, free: beds.filter(({ state }) => state === 'free').length }
    }),
  )

  app.post(
    '/beds',
    { config: { action: 'add-bed', creates: true }, schema: { body: NewBed, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        if (await labelIsTaken(tx, request.body.label)) throw new Refusal('body-invalid', { field: '/label', rule: 'unique' })
        await insertBed(tx, { id, ...request.body }, now)
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )

  app.post(
    '/referrals/:id/bed-hold',
    {
      config: { action: 'hold-bed', creates: true },
      schema: { params: closed({ id: RowId }), body: BedChoice, response: { 201: BedView } },
    },
    async (request, reply) => {
      const held = await act(request, async (tx, _send, stamp) => {
        const { bed, until } = await holdBed(
          { tx, stamp, keys: service.caseKeys },
          { referralId: request.params.id, bedId: request.body.bedId },
        )
        return { ...bed, state: 'held' as const, heldUntil: until, referralId: request.params.id }
      })
      return reply.code(201).send(held)
    },
  )
}
