import { AlertList, closed, RowId } from '@ihala/contract'
import { type App, act, browse } from '@ihala/kit'
import { finishTask, openTasksFor } from '../task/task.store.ts'
import { ALERTED } from './second-person.ts'

const SHOWN = 200

/** What the data-protection officer must look at (T36): no list of tasks of those who work with people. */
export function alertRoutes(app: App): void {
  app.get('/alerts', { config: { action: 'read-alerts' }, schema: { response: { 200: AlertList } } }, (request) =>
    browse(request, async (tx) => ({ alerts: await openTasksFor(tx, ALERTED, SHOWN) })),
  )
  app.post(
    '/alerts/:id/done',
    {
      config: { action: 'finish-alert' },
      schema: { params: closed({ id: RowId }), body: closed({}), response: { 200: closed({ id: RowId }) } },
    },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        await finishTask(tx, request.params.id, request.staff.pseudonym, stamp().now, ALERTED)
        return { id: request.params.id }
      }),
  )
}
