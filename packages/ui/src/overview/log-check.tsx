import type { LogCheckState } from '@ihala/contract'
import { useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** T28: what verifying our whole log came to last, and the way to have it verified now. The state is read again by itself. */
export function LogCheck({ check: { askedAt, running, last } }: { check: LogCheckState }) {
  const { say } = useReading()
  const { staff } = useSession()
  const { send, pending, problem } = useSend()
  return (
    <div className="stack-tight">
      <h3>{say('log.check')}</h3>
      {last === null ? <p>{say('log.check.never')}</p> : <LastCheck last={last} />}
      {running !== null ? (
        <p className="small muted">{say('log.check.running', { count: running.leaves })}</p>
      ) : askedAt !== null ? (
        <p className="small muted">{say('log.check.asked')}</p>
      ) : (
        staff.roles.includes('admin') && (
          <div>
            <Button pending={pending} onPress={() => void send({ method: 'POST', path: '/log-checks' })}>
              {say('log.check.now')}
            </Button>
          </div>
        )
      )}
      <ProblemNotice problem={problem} />
    </div>
  )
}

function LastCheck({ last: { endedAt, leaves, broken } }: { last: NonNullable<LogCheckState['last']> }) {
  const { say, word } = useReading()
  return (
    <Notice tone={broken === null ? 'good' : 'danger'}>
      <p>
        <strong>
          {broken === null
            ? say('log.check.whole', { count: leaves })
            : say('log.check.broken', { index: broken.index, fault: word('log-fault', broken.fault) })}
        </strong>
        <br />
        {say('log.check.at')} <When at={endedAt} hour />
      </p>
      {broken !== null && <p>{say('log.check.broken.about')}</p>}
    </Notice>
  )
}
