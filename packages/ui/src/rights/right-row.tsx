import type { RightView } from '@ihala/contract'
import { type ReactNode, useState } from 'react'
import { Button } from '../components/button.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { AnswerDialog } from './answer-dialog.tsx'

/** What is asked for, and why, in one line. */
function useWhat({ right, category, because }: Pick<RightView, 'right' | 'category' | 'because'>): string {
  const { word, between } = useReading()
  const reason = word(right === 'correction' ? 'correction-reason' : 'objection-reason', because)
  return [word('right', right), word('category', category), reason].join(between)
}

interface RightRowProps {
  readonly right: RightView
  /** How the other body is called; undefined where none is concerned, or nobody knows it. */
  readonly partner: string | undefined
  /** Ways on from here. */
  readonly children?: ReactNode
}

/** A right that was exercised: who answers it by when, or what was answered. */
export function RightRow({ right, partner, children }: RightRowProps) {
  const { say, word, between } = useReading()
  const [answering, setAnswering] = useState(false)
  const what = useWhat(right)
  const { answers, with: other, at, dueAt, answeredAt, answer, refusal } = right
  const they = partner ?? other ?? ''
  return (
    <li>
      <span className="grow stack-tight">
        <strong>{what}</strong>
        <span className="small muted row">
          <span>
            {say('rights.asked-at')} <ShortWhen at={at} />
          </span>
          {answer === null && <span>{answers === 'them' ? say('rights.them', { partner: they }) : say('rights.us')}</span>}
          {answers === 'us' && other !== null && <span>{say('work.from', { partner: they })}</span>}
        </span>
        {answer !== null && answeredAt !== null && (
          <span className="row">
            <span className={answer === 'done' ? 'badge good' : answer === 'refused' ? 'badge danger' : 'badge warn'}>
              {word('right-outcome', answer)}
              {refusal !== null && `${between}${word('right-refusal', refusal)}`}
            </span>
            <span className="small">
              {answers === 'them' ? say('rights.answered-them', { partner: they }) : say('rights.answered-us')}{' '}
              <ShortWhen at={answeredAt} />
            </span>
          </span>
        )}
        {children}
      </span>
      {answer === null && <ClockBar clock={{ startedAt: at, dueAt }} />}
      {answer === null && answers === 'us' && <Button onPress={() => setAnswering(true)}>{say('rights.answer')}</Button>}
      {answering && <AnswerDialog right={right} what={what} onClose={() => setAnswering(false)} />}
    </li>
  )
}
