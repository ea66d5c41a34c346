import { CalendarDate, closed, FilingFile, Refusal } from '@ihala/contract'
import type { App, ServiceContext } from '@ihala/kit'
import { filingFile } from './filing.proof.ts'
import { listOf } from './filing.store.ts'

/** The signed lists, for everybody: against the list of a day a receipt code alone proves the day. */
export function filingRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/filing-lists/:date',
    {
      config: { action: 'read-filing-list', quiet: true },
      schema: { params: closed({ date: CalendarDate }), response: { 200: FilingFile } },
    },
    (request) =>
      service.asSystem(async (tx) => {
        const list = await listOf(tx, request.params.date)
        const file = list === undefined ? undefined : await filingFile(tx, service, list)
        if (file === undefined) throw new Refusal('not-found')
        return file
      }),
  )
}
