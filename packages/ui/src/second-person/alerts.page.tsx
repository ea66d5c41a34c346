import type { AlertList, TaskView } from '@ihala/contract'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useRead, useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { worksOnCases } from '../shell/roles.ts'

const EVERY = 15_000
const OF_TWO: readonly string[] = ['danger-used', 'danger-asked']

/** T34, T36: what the data-protection officer must look at: danger, reasons said, refused looks, doubted words. */
export default function AlertsPage() {
  const { say } = useReading()
  const alerts = useRead<Static<typeof AlertList>>('/alerts', { every: EVERY })
  return (
    <Page title={say('alerts.title')} about={say('alerts.about')}>
      <Read from={alerts}>
        {({ alerts: all }) =>
          all.length === 0 ? (
            <Empty title={say('alerts.empty')}>
              <p>{say('alerts.empty.about')}</p>
            </Empty>
          ) : (
            <ul className="list">
              {all.map((alert) => (
                <AlertRow key={alert.id} alert={alert} />
              ))}
            </ul>
          )
        }
      </Read>
    </Page>
  )
}

function AlertRow({ alert: { id, code, referralId, createdAt } }: { alert: TaskView }) {
  const { say, word } = useReading()
  const { staff } = useSession()
  const { send, pending, problem } = useSend()
  return (
    <li>
      <span className="grow stack-tight">
        <strong>{word('task', code)}</strong>
        <span className="small muted row">
          <ShortWhen at={createdAt} />
          {OF_TWO.includes(code) && <Link href="/second-person">{say('second.title')}</Link>}
          {referralId && worksOnCases(staff.roles) && <Link href={`/referrals/${referralId}`}>{say('tasks.referral')}</Link>}
        </span>
        <ProblemNotice problem={problem} />
      </span>
      <Button pending={pending} onPress={() => void send({ method: 'POST', path: `/alerts/${id}/done`, body: {} })}>
        {say('alerts.done')}
      </Button>
    </li>
  )
}
