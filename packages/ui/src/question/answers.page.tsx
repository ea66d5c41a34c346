import { type AnswersBeside, ENDED_STATES, type ReferralState } from '@ihala/contract'
import { useState } from 'react'
import { Link } from 'wouter'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { useNow } from '../components/now.ts'
import { Empty, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { awaitsAnswer, severityOf } from '../pictures/severity.ts'
import { StateBadge } from '../referral/state-badge.tsx'
import { ChooseDialog } from './choose-dialog.tsx'

/** How often it is looked who has answered, milliseconds: codes and clocks, no look at anybody. */
const EVERY = 8_000

/** States before a body is chosen. */
const ASKED: ReadonlySet<ReferralState> = new Set(['enquired', 'answered'])

type Answer = AnswersBeside['answers'][number]

/** One question to several bodies: what each answered, side by side, and the way to choose one. A table on a desk, cards on a phone. */
export default function AnswersPage({ id }: { id: string }) {
  const { say } = useReading()
  const read = useRead<AnswersBeside>(`/referrals/${id}/answers`, { every: EVERY })
  const [chosen, setChosen] = useState<string>()
  const asked = read.content?.answers.find(({ referral }) => referral.id === chosen)
  const alone = read.content?.answers.length === 0
  const about = read.content?.answers.some(isChosen) ? 'answers.about.chosen' : 'answers.about'
  return (
    <Page
      title={say(alone ? 'referral.title' : 'answers.title')}
      about={!alone && say(about)}
      back={{ to: '/?box=sent', title: say('work.title') }}
    >
      {read.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/referrals/${id}`} />
      ) : (
        <Read from={read}>
          {({ answers }) =>
            answers.length === 0 ? (
              <Empty title={say('answers.empty')}>
                <Link href={`/referrals/${id}`}>{say('tasks.referral')}</Link>
              </Empty>
            ) : (
              <TableFrame label={say('answers.title')}>
                <table className="as-cards">
                  <thead>
                    <tr>
                      {(['body', 'answer', 'conditions', 'opens', 'clock', 'choice'] as const).map((column) => (
                        <th key={column} scope="col">
                          {say(`answers.${column}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {answers.map((answer) => (
                      <Row key={answer.referral.id} answer={answer} onChoose={() => setChosen(answer.referral.id)} />
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            )
          }
        </Read>
      )}
      {asked && <ChooseDialog key={asked.referral.id} answer={asked} onClose={() => setChosen(undefined)} />}
    </Page>
  )
}

/** Whether it was this body that was asked to take the person. */
function isChosen({ referral: { state, cancelling } }: Pick<Answer, 'referral'>): boolean {
  return !cancelling && !ASKED.has(state) && !ENDED_STATES.some((ended) => ended === state && ended !== 'completed' && ended !== 'failed')
}

function Row({ answer, onChoose }: { answer: Answer; onChoose: () => void }) {
  const { say, name, word, list } = useReading()
  const { referral, capacity, rejection, opens, mayChoose } = answer
  const ended = severityOf(referral, useNow()) === 'ended'
  const chosen = isChosen(answer)
  const conditions = capacity?.conditions ?? []
  return (
    <tr>
      <th scope="row">
        <span className="stack-tight">
          <Link href={`/referrals/${referral.id}`}>{name(referral.partner.names)}</Link>
          <span className="small muted">
            <bdi className="numbers">{isolate(referral.reference)}</bdi>
          </span>
        </span>
      </th>
      <td data-label={say('answers.answer')}>
        <Said answer={answer} />
      </td>
      <td data-label={say('answers.conditions')}>
        {capacity && (conditions.length > 0 ? list(conditions.map((code) => word('condition', code))) : say('answers.none'))}
        {rejection && list(rejection.possibleIf.map((code) => word('possible-if', code)))}
      </td>
      <td data-label={say('answers.opens')}>{list(opens.map((code) => word('category', code)))}</td>
      <td data-label={say('answers.clock')}>
        <ClockBar
          clock={{ startedAt: referral.receivedAt, dueAt: referral.dueAt }}
          ended={ended || referral.cancelling}
          answer={awaitsAnswer(referral)}
        />
      </td>
      <td data-label={say('answers.choice')}>
        {mayChoose ? (
          <Button look={capacity?.answer === 'capacity' ? 'primary' : 'plain'} onPress={onChoose}>
            {say('answers.choose')} <span className="only-heard">{name(referral.partner.names)}</span>
          </Button>
        ) : referral.cancelling ? (
          say('answers.told')
        ) : referral.state === 'enquired' ? null : (
          <span className="stack-tight">
            {chosen && <strong>{say('answers.chosen')}</strong>}
            <StateBadge line={referral} />
          </span>
        )}
      </td>
    </tr>
  )
}

/** What a body said, or that it has said nothing yet. */
function Said({ answer: { referral, capacity, rejection, conflict } }: { answer: Answer }) {
  const { say, word, moment, between } = useReading()
  // Who was told that it is not needed owes no answer.
  const awaits = awaitsAnswer(referral) && !referral.cancelling
  if (rejection) return say('referral.rejected', { reason: word('rejection', rejection.reason) })
  return (
    <>
      {capacity ? (
        <strong>{word('capacity', capacity.answer)}</strong>
      ) : (
        awaits && <span className="badge warn">{say('answers.silent')}</span>
      )}
      {capacity?.heldUntil && (
        <>
          {between}
          <span className="small">{say('referral.held-until', { until: moment(capacity.heldUntil) })}</span>
        </>
      )}
      {conflict === 'found' && (
        <>
          {' '}
          <span className="badge danger">{say('answers.conflict')}</span>
        </>
      )}
    </>
  )
}
