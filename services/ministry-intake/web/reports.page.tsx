import type { ReportList } from '@ihala/contract'
import { Empty, Page, Read, useRead, useReading, useWithin } from '@ihala/ui'
import { ReportRow } from './report-row.tsx'
import { ReportView } from './report-view.tsx'

const EVERY = 30_000

/** What people told without saying who they are (J-5): those nobody has read yet first. */
export default function ReportsPage() {
  const { rest: shown, go } = useWithin('/reports')
  return shown === undefined ? <ReportsList onOpen={go} /> : <ReportView key={shown} id={shown} />
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
