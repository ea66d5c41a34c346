import type { ReportLine } from '@ihala/contract'
import { Button, ClockBar, ProblemNotice, useReading, useSend } from '@ihala/ui'
import { numberOfReport } from './report-number.ts'

/** A report before it is opened: since when it waits, how far it came, and the way to read it. */
export function ReportRow({ report, onOpen }: { report: ReportLine; onOpen: (id: string) => void }) {
  const { say, word, day } = useReading()
  const { send, pending, problem } = useSend()
  const open = async () => {
    if (await send({ method: 'POST', path: `/reports/${report.id}/opening` })) onOpen(report.id)
  }
  const { acknowledged, unread, outcome, contradicted, step } = report
  return (
    <li>
      {!acknowledged && step !== 'closed' && (
        <span className="stack-tight">
          <span className="muted small">{say('reports.to-read')}</span>
          <ClockBar clock={{ startedAt: `${report.filedOn}T00:00:00Z`, dueAt: report.acknowledgeBy }} />
        </span>
      )}
      <span className="grow stack-tight">
        <strong>
          {say('report.number')} <bdi className="numbers">{numberOfReport(report.id)}</bdi>
        </strong>
        <span className="muted small">{say('reports.filed', { date: day(report.filedOn) })}</span>
        <ProblemNotice problem={problem} />
      </span>
      <span className="chips">
        <span className="badge">{word('report-step', step)}</span>
        {outcome !== null && <span className="badge">{word('report-outcome', outcome)}</span>}
        {contradicted !== null && <span className="badge warn">{say('reports.contradicted')}</span>}
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
