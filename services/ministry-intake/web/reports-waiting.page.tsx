import type { ReportList } from '@ihala/contract'
import { useRead, useReading, Waits } from '@ihala/ui'

const EVERY = 30_000

/** Reports that nobody has read yet, and those to which the reporter has written again. */
export default function ReportsWaiting() {
  const { say } = useReading()
  const { content } = useRead<ReportList>('/reports', { every: EVERY })
  const open = content?.reports.filter(({ step, withdrawn }) => step !== 'closed' && !withdrawn) ?? []
  const count = open.filter(({ acknowledged, unread }) => !acknowledged || unread > 0).length
  return <Waits count={count} said={say('reports.waiting', { count })} to="/reports" />
}
