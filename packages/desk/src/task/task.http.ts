import { closed, RowId, TaskList } from '@ihala/contract'
import { type App, act, browse } from '@ihala/kit'
import { finishTask, openTasks } from './task.store.ts'

const SHOWN = 200

/** What people must do. */
export function taskRoutes(app: App): void {
  app.get('/tasks', { config: { action: 'read-tasks' }, schema: { response: { 200: TaskList } } }, (request) =>
    browse(request, async (tx) => ({ tasks: await openTasks(tx, SHOWN) })),
  )
  app.post(
    '/tasks/:id/done',
    {
      config: { action: 'finish-task' },
      schema: { params: closed({ id: RowId }), body: closed({}), response: { 200: closed({ id: RowId }) } },
    },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        await finishTask(tx, request.params.id, request.staff.pseudonym, stamp().now)
        return { id: request.params.id }
      }),
  )
}
