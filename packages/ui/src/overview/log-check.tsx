import type { LogCheckState } from '@ihala/contract'
import { useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** T28: what verifying our whole log came to last, and the way to have it verified now. The state is read again by itself. */
export function LogCheck({ check: { askedAt, running, last }, size }: { check: LogCheckState; size: number }) {
  const { say } = useReading()
  const { staff } = useSession()
  const { send, pending, problem } = useSend()
  return (
    <div className="stack-tight">
      <h3>{say('log.check')}</h3>
      {last === null ? <p>{say('log.check.never')}</p> : <LastCheck last={last} size={size} />}
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

interface LastCheckProps {
  readonly last: NonNullable<LogCheckState['last']>
  /** How many entries the log has by its newest head. */
  readonly size: number
}

function LastCheck({ last: { endedAt, leaves, broken }, size }: LastCheckProps) {
  const { say, word } = useReading()
  // What came after the last check is vouched for by nobody yet: no tick then.
  const partly = broken === null && leaves < size
  return (
    <Notice tone={broken !== null ? 'danger' : partly ? 'calm' : 'good'}>
      <p>
        <strong>
          {broken === null
            ? say(partly ? 'log.check.partly' : 'log.check.whole', { count: leaves, size })
            : say('log.check.broken', { index: broken.index, fault: word('log-fault', broken.fault) })}
        </strong>
        <br />
        {say('log.check.at')} <When at={endedAt} hour />
      </p>
      {partly && <p>{say('log.check.next')}</p>}
      {broken !== null && <p>{say('log.check.broken.about')}</p>}
    </Notice>
  )
}
