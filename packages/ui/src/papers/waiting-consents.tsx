import type { DraftLine, DraftList } from '@ihala/contract'
import { useEffect } from 'react'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** After a moment has come it is looked again whether it has gone, milliseconds. */
const THEN = 2_000

/** THREATS 26: what this person agreed to and may still take back without a trace. Nothing where nothing waits. */
export function WaitingHere({ id }: { id: string }) {
  const waiting = useRead<DraftList>(`/drafts?person=${id}`)
  if (waiting.problem) return <ProblemNotice problem={waiting.problem} again={waiting.again} />
  return waiting.content?.drafts.map((one) => <WaitingNotice key={one.id} one={one} again={waiting.again} />)
}

/** One consent that waits: how long still, and the way to take it back. */
export function WaitingNotice({ one: { id, sendAt, refused, needs, partners }, again }: { one: DraftLine; again: () => void }) {
  const { say, away, word, name, list } = useReading()
  const now = useNow()
  const { send, pending, problem } = useSend()
  const left = Date.parse(sendAt) - now
  useEffect(() => {
    const timer = setTimeout(again, Math.max(0, Date.parse(sendAt) - Date.now()) + THEN)
    return () => clearTimeout(timer)
  }, [sendAt])
  return (
    <Notice tone="warn">
      <p>
        <strong>{say('waiting-consent.title')}</strong>
      </p>
      <p>
        {say('waiting-consent.what', {
          needs: list(needs.map((need) => word('need', need))),
          partners: list(partners.map(({ names }) => name(names))),
        })}
      </p>
      <p>
        {refused !== null
          ? say('waiting-consent.refused')
          : left > 0
            ? say('waiting-consent.goes', { away: away(sendAt, now) })
            : say('waiting-consent.going')}{' '}
        <When at={sendAt} hour />
      </p>
      {refused === null && <p className="small">{say('waiting-consent.about')}</p>}
      <ProblemNotice problem={problem} />
      <div>
        <Button look="danger" pending={pending} onPress={() => void send({ method: 'DELETE', path: `/drafts/${id}` })}>
          {say('waiting-consent.take-back')}
        </Button>
      </div>
    </Notice>
  )
}
