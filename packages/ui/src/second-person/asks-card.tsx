import type { MemberList, SecondAskList, SecondAskView, SecondPersonAnswer } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { Card, Read } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'

const EVERY = 15_000

/** R-1a: another body asks our duty officer to be the second of two: a reason, what is needed, and an hour; never of whom. */
export function AsksCard() {
  const { say } = useReading()
  const asks = useRead<Static<typeof SecondAskList>>('/second-asks', { every: EVERY })
  return (
    <Card title={say('second-asks.title')}>
      <div className="stack">
        <p className="small muted">{say('second-asks.about')}</p>
        <Read from={asks}>
          {({ asks: all }) =>
            all.length === 0 ? (
              <p className="muted">{say('second-asks.empty')}</p>
            ) : (
              <ul className="list">
                {all.map((ask) => (
                  <AskRow key={ask.id} ask={ask} />
                ))}
              </ul>
            )
          }
        </Read>
      </div>
    </Card>
  )
}

function AskRow({ ask }: { ask: SecondAskView }) {
  const { say, word, name, list } = useReading()
  const members = useRead<Static<typeof MemberList>>('/members')
  const member = members.content?.members.find(({ entityId }) => entityId === ask.partner)
  const over = Date.parse(ask.until) <= useNow()
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{word('danger-reason', ask.reason)}</strong>
          <span className={ask.urgency === 'immediate' ? 'badge danger' : 'badge'}>{word('urgency', ask.urgency)}</span>
        </span>
        <span>{list(ask.needs.map((need) => word('need', need)))}</span>
        <span className="small muted">
          {say('work.from', { partner: member ? name(member.names) : ask.partner })} <ShortWhen at={ask.askedAt} />
        </span>
      </span>
      {ask.answer !== null ? (
        <span className={ask.answer === 'confirmed' ? 'badge good' : 'badge warn'}>{word('second-answer', ask.answer)}</span>
      ) : over ? (
        <span className="badge">{say('second.state.lapsed')}</span>
      ) : (
        <>
          <ClockBar clock={{ startedAt: ask.askedAt, dueAt: ask.until }} />
          <Answer ask={ask} />
        </>
      )}
    </li>
  )
}

/** Yes or no, asked once more: whoever is asked has spoken with the one who asks. */
function Answer({ ask }: { ask: SecondAskView }) {
  const { say, word } = useReading()
  const [chosen, setChosen] = useState<SecondPersonAnswer>()
  const { send, pending, problem } = useSend()
  const says = async (answer: SecondPersonAnswer) => {
    setChosen(undefined)
    await send({ method: 'POST', path: `/second-asks/${ask.id}/answer`, body: { answer } })
  }
  return (
    <span className="stack-tight">
      <ProblemNotice problem={problem} />
      <span className="row">
        {FAMILIES['second-answer'].map((answer) => (
          <Button key={answer} look={answer === 'confirmed' ? 'plain' : 'danger'} pending={pending} onPress={() => setChosen(answer)}>
            {say(`second-asks.${answer}`)}
          </Button>
        ))}
      </span>
      {chosen && (
        <Dialog title={say(`second-asks.${chosen}`)} open onClose={() => setChosen(undefined)}>
          <p>
            <strong>{word('danger-reason', ask.reason)}</strong>
          </p>
          <p>{say(`second-asks.${chosen}.sure`)}</p>
          <div className="row">
            <Button look={chosen === 'confirmed' ? 'primary' : 'danger'} pending={pending} onPress={() => void says(chosen)}>
              {say(`second-asks.${chosen}`)}
            </Button>
            <Button onPress={() => setChosen(undefined)}>{say('do.not-now')}</Button>
          </div>
        </Dialog>
      )}
    </span>
  )
}
