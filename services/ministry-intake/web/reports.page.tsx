import type { ReportLine, ReportList } from '@ihala/contract'
import { Button, ClockBar, Empty, Page, ProblemNotice, Read, useRead, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import { ReportView } from './report-view.tsx'

const EVERY = 30_000

/** What people told without saying who they are (J-5): those nobody has read yet first. */
export default function ReportsPage() {
  const [shown, setShown] = useState<string>()
  // Which report is open stands in no address: it would stay in the browser.
  return shown === undefined ? <ReportsList onOpen={setShown} /> : <ReportView id={shown} onClose={() => setShown(undefined)} />
}

function ReportsList({ onOpen }: { onOpen: (id: string) => void }) {
  const { say } = useReading()
  const reports = useRead<ReportList>('/reports', { every: EVERY })
  return (
    <Page title={say('reports.title')} about={say('reports.about')}>
      <Read from={reports}>
        {({ reports: all }) =>
          all.length === 0 ? (
            <Empty title={say('reports.empty')}>
              <p>{say('reports.empty.about')}</p>
            </Empty>
          ) : (
            <ul className="list">
              {all.map((report) => (
                <ReportRow key={report.id} report={report} onOpen={onOpen} />
              ))}
            </ul>
          )
        }
      </Read>
    </Page>
  )
}

function ReportRow({ report, onOpen }: { report: ReportLine; onOpen: (id: string) => void }) {
  const { say, word, day } = useReading()
  const { send, pending, problem } = useSend()
  const open = async () => {
    if (await send({ method: 'POST', path: `/reports/${report.id}/opening` })) onOpen(report.id)
  }
  const { acknowledged, unread, outcome, step } = report
  return (
    <li>
      {!acknowledged && step !== 'closed' && <ClockBar clock={{ startedAt: `${report.filedOn}T00:00:00Z`, dueAt: report.acknowledgeBy }} />}
      <span className="grow stack-tight">
        <strong>{say('reports.filed', { date: day(report.filedOn) })}</strong>
        <ProblemNotice problem={problem} />
      </span>
      <span className="chips">
        <span className="badge">{word('report-step', step)}</span>
        {outcome !== null && <span className="badge">{word('report-outcome', outcome)}</span>}
        {report.overdue && !acknowledged && <span className="badge danger">{say('reports.overdue')}</span>}
        {unread > 0 && <span className="badge warn">{say('reports.unread', { count: unread })}</span>}
        {report.identified && <span className="badge good">{say('reports.identified')}</span>}
      </span>
      <Button look={acknowledged ? 'plain' : 'primary'} onPress={() => void open()} pending={pending}>
        {say(acknowledged ? 'reports.read.again' : 'reports.read')}
      </Button>
    </li>
  )
}
