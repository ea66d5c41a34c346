import type { MeetingList, MeetingView, ReferralDetail } from '@ihala/contract'
import { useEffect, useRef, useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { Card, Read, Terms } from '../components/page.tsx'
import { ShortWhen, When } from '../components/when.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { mayAnswer, mayArrange, saidOfMeetings } from './meeting.ts'
import { MeetingForm } from './meeting-form.tsx'

/** D14, the warm hand-over: who meets the person, where, when, by which word; both bodies see the same, and the newest counts. */
export function MeetingCard({ detail }: { detail: ReferralDetail }) {
  const { say } = useReading()
  const said = saidOfMeetings(detail)
  const may = mayArrange(detail)
  const meetings = useRead<Static<typeof MeetingList>>(`/referrals/${detail.referral.id}/meetings`, { unless: said === 0 })
  useAgainWhen(said, meetings.again)
  if (said === 0 && may === 'no') return null
  return (
    <Card title={say('meeting.title')}>
      <div className="stack">
        {said > 0 && (
          <Read from={meetings}>
            {({ meetings: all }) => (
              <>
                {all.slice(0, 1).map((newest) => (
                  <Newest key={newest.meeting} detail={detail} newest={newest} />
                ))}
                <Earlier meetings={all.slice(1)} />
              </>
            )}
          </Read>
        )}
        {/* In one place whatever comes meanwhile: what somebody is writing stays. */}
        <Arranging detail={detail} newest={meetings.content?.meetings[0]} />
      </div>
    </Card>
  )
}

/** Reads again when either body has said something more; what is sealed is not read over and over. */
function useAgainWhen(said: number, again: () => void): void {
  const known = useRef(said)
  useEffect(() => {
    if (known.current !== said && known.current > 0) again()
    known.current = said
  }, [said])
}

const TONES = { agreed: 'good', 'other-time': 'warn', 'other-place': 'warn', cannot: 'danger' } as const

function Answer({ meeting: { answer } }: { meeting: Pick<MeetingView, 'answer'> }) {
  const { say, word } = useReading()
  return answer === null ? (
    <span className="badge warn">{say('meeting.unanswered')}</span>
  ) : (
    <span className={`badge ${TONES[answer]}`}>{word('meeting-answer', answer)}</span>
  )
}

/** The one that counts, and what the other body answers. */
function Newest({ detail, newest }: { detail: ReferralDetail; newest: MeetingView }) {
  const { say, word } = useReading()
  const now = useNow()
  const { arranged } = newest
  return (
    <div className="stack-tight">
      <p className="row">
        <Answer meeting={newest} />
        {arranged && Date.parse(arranged.at) < now && <span className="badge">{say('meeting.past')}</span>}
      </p>
      {arranged === null ? (
        <p className="muted">{say('meeting.withheld')}</p>
      ) : (
        <Terms
          pairs={[
            [say('meeting.at'), <When key="at" at={arranged.at} hour />],
            [say('meeting.place'), word('meeting-place', arranged.place)],
            [say('meeting.landmark'), arranged.landmark && <bdi>{arranged.landmark}</bdi>],
            [say('meeting.who'), word('role', arranged.meets.role)],
            [say('meeting.sex'), arranged.meets.sex !== 'not-stated' && say(`meeting.comes.${arranged.meets.sex}`)],
            [say('meeting.sign'), word('meeting-sign', arranged.sign)],
            [
              say('meeting.word'),
              <strong key="word">
                <bdi>{arranged.codeWord}</bdi>
              </strong>,
            ],
          ]}
        />
      )}
      {arranged && <p className="small muted">{say('meeting.word.about')}</p>}
      {mayAnswer(detail, newest) && <Answers detail={detail} meeting={newest.meeting} />}
    </div>
  )
}

/** Whether somebody comes; what must be otherwise is a code, and the other body arranges it anew. */
function Answers({ detail: { referral }, meeting }: { detail: ReferralDetail; meeting: string }) {
  const { say, word } = useReading()
  const { send, pending, problem } = useSend()
  return (
    <div className="stack-tight">
      <p>{say('meeting.answer.ask')}</p>
      <ProblemNotice problem={problem} />
      <div className="row">
        {FAMILIES['meeting-answer'].map((answer) => (
          <Button
            key={answer}
            look={answer === 'cannot' ? 'danger' : 'plain'}
            pending={pending}
            onPress={() =>
              void send({
                method: 'POST',
                path: `/referrals/${referral.id}/meeting-answer`,
                body: { meeting, answer },
                version: referral.version,
              })
            }
          >
            {word('meeting-answer', answer)}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** Those that no longer count, by when they were arranged and what was answered. */
function Earlier({ meetings }: { meetings: readonly MeetingView[] }) {
  const { say } = useReading()
  if (meetings.length === 0) return null
  return (
    <details className="seldom">
      <summary>{say('meeting.earlier')}</summary>
      <ul className="stack-tight">
        {meetings.map((meeting) => (
          <li key={meeting.meeting} className="row spread">
            <ShortWhen at={meeting.arranged?.at ?? meeting.arrangedAt} />
            <Answer meeting={meeting} />
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The way to arrange it, or another one in its place. */
function Arranging({ detail, newest }: { detail: ReferralDetail; newest: MeetingView | undefined }) {
  const { say, name } = useReading()
  const [writing, setWriting] = useState(false)
  const may = mayArrange(detail)
  if (may === 'no') return null
  if (may === 'not-open') return <p className="muted">{say('meeting.not-open')}</p>
  if (writing) return <MeetingForm detail={detail} newest={newest} onDone={() => setWriting(false)} />
  return (
    <div className="stack-tight">
      {newest === undefined && <p className="small muted">{say('meeting.about', { partner: name(detail.referral.partner.names) })}</p>}
      <div>
        <Button onPress={() => setWriting(true)}>{say(newest === undefined ? 'meeting.arrange' : 'meeting.change')}</Button>
      </div>
    </div>
  )
}
