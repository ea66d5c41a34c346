import { SaidReason } from '@ihala/contract'
import { useSend } from '../api/hooks.tsx'
import { useReading } from '../i18n/reading.tsx'
import { Button } from './button.tsx'
import { Notice, ProblemNotice } from './notice.tsx'

/** T33: a colleague's case opens to whoever says why, from a list; what is said is read by the data-protection officer. */
export function ReasonAsked({ path }: { path: string }) {
  const { say, word } = useReading()
  const { send, pending, problem } = useSend()
  return (
    <Notice tone="warn">
      <p>{say('problem.reason-required')}</p>
      <p className="small muted">{say('reading-reason.about')}</p>
      <div className="row">
        {SaidReason.enum.map((reason) => (
          // What is on the screen is read again when it was sent.
          <Button
            key={reason}
            pending={pending}
            onPress={() => void send({ method: 'POST', path: `${path}/reading-reason`, body: { reason } })}
          >
            {word('reading-reason', reason)}
          </Button>
        ))}
      </div>
      <ProblemNotice problem={problem} />
    </Notice>
  )
}
