import {
  Created,
  closed,
  NewReportQuestion,
  NewReportStep,
  Refusal,
  ReportClosing,
  ReportCorrection,
  ReportCounts,
  ReportList,
  ReportOpened,
  type ReportStep,
  RowId,
  type StaffRole,
} from '@ihala/contract'
import { assertVersion, saidInFile } from '@ihala/desk'
import { type App, act, browse, etag, ifMatch, type Judging, read, type ServiceContext, type StaffRequest, type Tx } from '@ihala/kit'
import { decideCorrection, personOfReport } from './report.person.ts'
import { contentOf, identityOf, sealWords, takeIn, wordsOf } from './report.sealed.ts'
import { addLook, addMessage, countMessages, lockReport, markRead, reportLines, saveReport } from './report.store.ts'
import { assertBecomesCase, assertClosesAs, assertHears, assertOpen, assertRead, indicatorsIn, type Report, toTheHour } from './report.ts'
import { filedCounted } from './report-count.store.ts'

const SHOWN = 500
const params = closed({ id: RowId })
const changing = { params, response: { 200: Created } }

type ReportRequest = StaffRequest & Parameters<typeof ifMatch>[0] & { readonly params: { readonly id: string } }
type Reply = Parameters<typeof etag>[0]

/** What a change of a report works with. */
interface Change {
  readonly tx: Tx
  readonly report: Report
  readonly now: string
  /** Its hour, which is what is kept. */
  readonly at: string
}

/** The role that lets somebody look, as whoever reported is told it: what else they are is not told. */
const roleOf = ({ staff }: StaffRequest): StaffRole => (staff.roles.includes('intake-officer') ? 'intake-officer' : 'duty-officer')

/** Reports as staff work on them: list, read, ask, go on, make a case, close. */
export function reportRoutes(app: App, service: ServiceContext): void {
  /** One change of a report whose version its author saw; `change` returns the new version. */
  async function changeReport(
    request: ReportRequest,
    reply: Reply,
    change: (work: Change) => Promise<number>,
  ): Promise<{ id: string; version: number }> {
    const changed = await act(request, async (tx, _send, stamp) => {
      const report = await lockReport(tx, request.params.id)
      assertVersion(report, ifMatch(request))
      assertRead(report)
      const { now } = stamp()
      return { id: report.id, version: await change({ tx, report, now, at: toTheHour(now) }) }
    })
    etag(reply, changed.version)
    return changed
  }
  const goOn = ({ tx, report, at }: Change, step: ReportStep): Promise<number> => saveReport(tx, report, { step, at })

  app.get('/reports', { config: { action: 'read-reports' }, schema: { response: { 200: ReportList } } }, (request) =>
    browse(request, async (tx) => ({ reports: await reportLines(tx, SHOWN) })),
  )

  app.post('/reports/:id/opening', { config: { action: 'open-report' }, schema: changing }, async (request, reply) => {
    const opened = await act(request, async (tx, _send, stamp) => {
      const report = await lockReport(tx, request.params.id)
      const at = toTheHour(stamp().now)
      await takeIn(tx, service, report)
      if (report.step !== 'received') return { id: report.id, version: report.version }
      // C9: that somebody read it is never told without who looked.
      await addLook(tx, report, at, roleOf(request))
      return { id: report.id, version: await saveReport(tx, report, { step: 'read', at }) }
    })
    etag(reply, opened.version)
    return opened
  })

  // Not by `act`: its answer is kept for a repeated request, and what somebody told would outlive their taking it back.
  app.get(
    '/reports/:id',
    { config: { action: 'open-report' }, schema: { params, response: { 200: ReportOpened } } },
    async (request, reply) => {
      const { id } = request.params
      // What a file says beside what was said anew is a look at the file.
      const looks = ({ personId, correction }: ReportOpened) => [
        { action: 'open-report', subject: id },
        ...(personId === null || correction?.inFile == null ? [] : [{ action: 'read-person', subject: personId }]),
      ]
      const opened = await read(request, looks, async (tx) => {
        const report = await lockReport(tx, id)
        assertRead(report)
        await takeIn(tx, service, report)
        await markRead(tx, report)
        await addLook(tx, report, toTheHour(service.stamp().now), roleOf(request))
        return openedNow(tx, await lockReport(tx, id), request)
      })
      etag(reply, opened.report.version)
      return opened
    },
  )

  async function openedNow(tx: Tx, report: Report, request: StaffRequest & Judging) {
    const [line] = await reportLines(tx, 1, report.id)
    if (line === undefined) throw new Refusal('not-found')
    const withdrawn = report.withdrawnAt !== null
    const content = (withdrawn ? undefined : await contentOf(tx, service, report)) ?? null
    const words = await wordsOf(tx, service, report)
    const { correctedAt, personId } = report
    const inFile = correctedAt === null || personId === null ? null : await saidInFile(tx, request, service, personId)
    return {
      report: line,
      unreadable: content === null && !withdrawn,
      content,
      indicators: content === null ? [] : indicatorsIn(content),
      messages: words.map(({ voice, at, text }) => ({ from: voice, at, text })),
      identity: await identityOf(tx, service, report),
      personId,
      correction: correctedAt === null ? null : { at: correctedAt, inFile },
    }
  }

  app.post(
    '/reports/:id/questions',
    { config: { action: 'ask-reporter', changes: true }, schema: { ...changing, body: NewReportQuestion } },
    (request, reply) =>
      changeReport(request, reply, async ({ tx, report, now, at }) => {
        assertHears(report, now)
        const seq = 1 + (await countMessages(tx, report))
        const content = await sealWords(tx, service, report, seq, request.body.text)
        await addMessage(tx, report, seq, { voice: 'ministry', at, sealed: null, sealedTo: null, content })
        return saveReport(tx, report, { at })
      }),
  )

  app.post(
    '/reports/:id/step',
    { config: { action: 'work-on-report', changes: true }, schema: { ...changing, body: NewReportStep } },
    (request, reply) =>
      changeReport(request, reply, (work) => {
        assertOpen(work.report)
        return goOn(work, request.body.step)
      }),
  )

  app.post('/reports/:id/person', { config: { action: 'make-case-of-report', changes: true }, schema: changing }, (request, reply) =>
    changeReport(request, reply, async ({ tx, report, at }) => {
      assertOpen(report)
      assertBecomesCase(report)
      const personId = await personOfReport(tx, service, report, request.staff)
      return saveReport(tx, report, { step: 'working', at, personId })
    }),
  )

  app.post(
    '/reports/:id/correction',
    { config: { action: 'make-case-of-report', changes: true }, schema: { ...changing, body: ReportCorrection } },
    (request, reply) =>
      changeReport(request, reply, async ({ tx, report, at }) => {
        await decideCorrection(tx, request, service, report, request.body.file === 'takes-over')
        return saveReport(tx, report, { at })
      }),
  )

  app.post(
    '/reports/:id/closing',
    { config: { action: 'close-report', changes: true }, schema: { ...changing, body: ReportClosing } },
    (request, reply) =>
      changeReport(request, reply, ({ tx, report, at }) => {
        assertOpen(report)
        const { outcome } = request.body
        assertClosesAs(report, outcome)
        return saveReport(tx, report, { step: 'closed', at, outcome })
      }),
  )

  app.get('/report-counts', { config: { action: 'read-counts' }, schema: { response: { 200: ReportCounts } } }, (request) =>
    browse(request, async (tx) => ({ rows: await filedCounted(tx) })),
  )
}
