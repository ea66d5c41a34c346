import { Created, closed, JointSession, MatterList, RowId, Screening, WorkerConfirmation } from '@ihala/contract'
import { addTask, assertVersion, type Writing, writeProgress } from '@ihala/desk'
import { type App, act, etag, ifMatch, read, removeJob, type ServiceContext, type StaffRequest } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import Type from 'typebox'
import { assertHasMark } from '../marks/mark.store.ts'
import { conciliationJobKey } from './matter.jobs.ts'
import {
  confirmationOf,
  type Held,
  insertScreening,
  lockMatter,
  matterViews,
  newestScreening,
  saveConfirmation,
  saveJointSession,
  saveNotification,
  saveSettlement,
} from './matter.store.ts'
import {
  assertConfirmable,
  assertJointSession,
  assertOpen,
  assertSafeToNotify,
  assertScreening,
  assertSettlement,
  clockOf,
  paymentDue,
} from './matter.ts'
import { Settlement } from './settlement.ts'

const SHOWN = 200
/** An act that is said whole by its address: no body, or an empty one. */
const NothingMore = Type.Union([closed({}), Type.Null()])
const schema = { params: closed({ id: RowId }), response: { 200: Created } }

type MatterRequest = StaffRequest & Parameters<typeof ifMatch>[0] & { readonly params: { readonly id: string } }
type Reply = Parameters<typeof etag>[0]

/** What a change of a matter works with. */
interface Change extends Writing, Held {
  readonly now: string
  /** Local date where the law counts days. */
  readonly today: string
}

/** The routes of matters. */
export function matterRoutes(app: App, service: ServiceContext): void {
  const keys = service.caseKeys

  /** One change of a matter whose version its author saw; `change` returns the new version. */
  async function changeMatter(
    request: MatterRequest,
    reply: Reply,
    change: (work: Change) => Promise<number>,
  ): Promise<{ id: string; version: number }> {
    const changed = await act(request, async (tx, send, stamp) => {
      const held = await lockMatter(tx, request.params.id)
      assertVersion(held.matter, ifMatch(request))
      assertOpen(held.matter)
      const { now } = stamp()
      return {
        id: held.matter.id,
        version: await change({ tx, send, stamp, ...held, now, today: localDate(now, service.law(now).timeZone) }),
      }
    })
    etag(reply, changed.version)
    return changed
  }

  app.get(
    '/matters',
    {
      config: { action: 'read-matters' },
      schema: { querystring: closed({ referralId: Type.Optional(RowId) }), response: { 200: MatterList } },
    },
    (request) =>
      read(request, { action: 'read-matters', subject: request.query.referralId ?? 'matters' }, async (tx) => ({
        matters: await matterViews(tx, keys, request.query.referralId, SHOWN),
      })),
  )

  app.post(
    '/matters/:id/screening',
    { config: { action: 'screen-matter', changes: true }, schema: { ...schema, body: Screening } },
    (request, reply) =>
      changeMatter(request, reply, async (work) => {
        const { tx, stamp, matter, referral, today } = work
        await assertHasMark(tx, request.staff.id, 'interviewing-victims', today)
        assertScreening(request.body)
        const dueAt = clockOf(matter)
        // A later screening is kept, but does not take the complaint back to an earlier stage.
        const first = matter.conciliation === 'running' && matter.employerNotifiedAt === null
        if (first) await writeProgress(work, referral, { businessStatus: 'screened', ...(dueAt === undefined ? {} : { dueAt }) })
        return insertScreening(tx, keys, matter, request.body, request.staff.pseudonym, stamp())
      }),
  )

  app.post(
    '/matters/:id/worker-confirmation',
    { config: { action: 'confirm-with-worker', changes: true }, schema: { ...schema, body: WorkerConfirmation } },
    (request, reply) =>
      changeMatter(request, reply, async ({ tx, matter, today }) => {
        assertConfirmable(matter, request.body, today)
        return saveConfirmation(tx, keys, matter, request.body, today)
      }),
  )

  app.post(
    '/matters/:id/employer-notification',
    { config: { action: 'notify-employer', changes: true }, schema: { ...schema, body: NothingMore } },
    (request, reply) =>
      changeMatter(request, reply, async (work) => {
        const { tx, matter, referral, now, today } = work
        assertSafeToNotify(matter, await confirmationOf(tx, keys, matter), await newestScreening(tx, keys, matter), today)
        if (matter.conciliation === 'running')
          await writeProgress(work, referral, { businessStatus: 'conciliation-started', dueAt: matter.conciliationDueAt })
        return saveNotification(tx, matter, now)
      }),
  )

  app.post(
    '/matters/:id/joint-session',
    { config: { action: 'set-joint-session', changes: true }, schema: { ...schema, body: JointSession } },
    (request, reply) =>
      changeMatter(request, reply, async ({ tx, matter, now }) => {
        assertJointSession(matter, await newestScreening(tx, keys, matter), request.body, now)
        return saveJointSession(tx, matter, request.body)
      }),
  )

  app.post(
    '/matters/:id/settlement',
    { config: { action: 'settle-matter', changes: true }, schema: { ...schema, body: Settlement } },
    (request, reply) =>
      changeMatter(request, reply, async (work) => {
        const { tx, stamp, matter, referral, now, today } = work
        assertSettlement(matter, request.body, today)
        const dueAt = paymentDue(request.body, now, today, service.law(now))
        await removeJob(tx, conciliationJobKey(matter.id))
        await writeProgress(work, referral, { businessStatus: 'settled', dueAt })
        // settled is not paid; whether the money came is asked of the person.
        await addTask(tx, { id: stamp().id, code: 'confirm-settlement-paid', referralId: referral.id, dueAt, now })
        return saveSettlement(tx, keys, matter, request.body)
      }),
  )
}
