import { check, Instant, RandomId, Refusal, SENT_EXPORT, SentExportQuery, SentPage, SentQuery } from '@ihala/contract'
import { type App, browse, read, type SentEvent, type ServiceContext, sentEvents, type Tx } from '@ihala/kit'
import Type from 'typebox'
import { period } from './period.ts'
import { csvHeader, csvSent } from './sent-csv.ts'

const PAGE = 50
/** Rows of an export read at once. */
const AT_ONCE = 5_000
const isInstant = check(Instant)
const isRandomId = check(RandomId)

/** What left our house: every event, to whom, under which grant, and what became of it (K8, c14). No data of a person is in it. */
export function sentRoutes(app: App, service: ServiceContext): void {
  const { registry, organisation } = service
  const namesOf = (member: string) => registry.lastKnown(member)?.metadata.ihala_member.names ?? null

  app.get(
    '/sent-events',
    { config: { action: 'read-sent-events' }, schema: { querystring: SentQuery, response: { 200: SentPage } } },
    (request) =>
      browse(request, async (tx) => {
        const { partner, from, to, cursor, log } = request.query
        const filter = { ...period(from, to, organisation.timeZone), partner, log }
        const rows = await sentEvents(tx, organisation.entityId, filter, PAGE, readCursor(cursor, filter.until))
        const last = rows.at(-1)
        return {
          items: rows.map((sent) => ({ ...sent, toNames: namesOf(sent.to) })),
          next: rows.length === PAGE && last ? Buffer.from(`${last.at}|${last.id}`).toString('base64url') : null,
        }
      }),
  )

  app.get(
    '/sent-events/export',
    {
      config: { action: 'export-sent-events', answers: { 200: ['text/csv'] } },
      schema: { querystring: SentExportQuery, response: { 200: Type.Unsafe<string>(Type.Any()) } },
    },
    async (request, reply) => {
      const { partner, from, to, language, log } = request.query
      const { days, ...between } = period(from, to, organisation.timeZone)
      if (days > SENT_EXPORT.days) throw new Refusal('body-invalid', { field: 'query:/from', rule: 'minimum' })
      // L3: that somebody took it away is itself in the log.
      const csv = await read(request, { action: 'export-sent-events', subject: 'sent-events' }, async (tx) => {
        const lines = [csvHeader(language)]
        for await (const sent of allSent(tx, organisation.entityId, { ...between, partner, log })) {
          if (lines.length > SENT_EXPORT.rows) throw new Refusal('body-invalid', { field: 'query:/from', rule: 'maxItems' })
          lines.push(csvSent(sent, namesOf(sent.to), language))
        }
        return lines.join('')
      })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="sent-${organisation.slug}-${from}-${to}.csv"`)
        .send(csv)
    },
  )
}

async function* allSent(tx: Tx, self: string, filter: Parameters<typeof sentEvents>[2]): AsyncGenerator<SentEvent> {
  let before: SentEvent | undefined
  do {
    const rows: SentEvent[] = await sentEvents(tx, self, filter, AT_ONCE, before)
    yield* rows
    before = rows.length === AT_ONCE ? rows.at(-1) : undefined
  } while (before !== undefined)
}

/** Cursor: base64url of the last line's time and id. */
function readCursor(text: string | undefined, until: string): { at: string; id: string } {
  if (text === undefined) return { at: until, id: '' }
  const [at, id] = Buffer.from(text, 'base64url').toString().split('|')
  // What is no instant the database would not even compare.
  if (!isInstant(at) || !isRandomId(id)) throw new Refusal('body-invalid', { field: 'query:/cursor', rule: 'cursor' })
  return { at, id }
}
