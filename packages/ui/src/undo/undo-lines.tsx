import type { DraftLine, DraftList, NewReferral } from '@ihala/contract'
import { type CSSProperties, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useRead, useSend } from '../api/hooks.tsx'
import { sentenceOf } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'
import { elapsed } from '../pictures/severity.ts'
import { countdown } from './countdown.ts'
import { useUndone } from './undone.ts'

/** How often it is looked what waits, milliseconds: lines are codes without a person. */
const EVERY = 10_000
const SECOND = 1_000
/** As many as are counted down at once on one screen; the rest follow. */
const SHOWN = 20

/** DESIGN §8: what was said to be sent and may still be undone, one's own first; and what was kept from going. Nothing where nothing waits. */
export function UndoLines() {
  const { say } = useReading()
  const { content, problem, again } = useRead<DraftList>('/drafts', { every: EVERY })
  if (problem) return <ProblemNotice problem={problem} again={again} />
  if (!content || content.drafts.length === 0) return null
  const drafts = [...content.drafts].sort((one, other) => Number(other.mine) - Number(one.mine))
  return (
    <section aria-label={say('undo.title')}>
      <ul className="work undo">
        {drafts.slice(0, SHOWN).map((draft) => (
          <UndoRow key={draft.id} draft={draft} again={again} />
        ))}
      </ul>
    </section>
  )
}

/** The time, epoch milliseconds, by the second. */
function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND)
    return () => clearInterval(timer)
  }, [])
  return now
}

function UndoRow({ draft, again }: { draft: DraftLine; again: () => void }) {
  const { say, name, word, list, between } = useReading()
  const { id, sendAt, refused, mine, needs, partners, step } = draft
  const undo = useSend<NewReferral>()
  const sending = useSend()
  const undone = useUndone()
  const [, go] = useLocation()
  useEffect(() => {
    // When it should have gone it is looked whether it has.
    const timer = setTimeout(again, Math.max(0, Date.parse(sendAt) - Date.now()) + 2 * SECOND)
    return () => clearTimeout(timer)
  }, [sendAt])
  const takeBack = async () => {
    const given = await undo.send({ method: 'DELETE', path: `/drafts/${id}` })
    if (!given) return
    undone.keep(given.content)
    go(`/new?person=${given.content.personId}&at=check`)
  }
  return (
    <li className={refused === null ? 'work-row undo-row calm' : 'work-row undo-row overdue'}>
      {refused === null && <Counting draft={draft} />}
      <div className="work-what">
        <strong className="work-link">{needs.map((need) => word('need', need)).join(between)}</strong>
        <span className="small muted">
          {say(step === 'enquire' ? 'undo.enquiry' : 'undo.request', { partner: list(partners.map(({ names }) => name(names))) })}
          {!mine && <>{between + say('undo.by-colleague')}</>}
        </span>
        {refused !== null && (
          <span className="small">
            {say('undo.refused')} {say(sentenceOf({ code: refused, status: 409 }), { code: refused, id: '–' })}
          </span>
        )}
        <ProblemNotice problem={undo.problem ?? sending.problem} />
      </div>
      <div className="row">
        <Button look={refused === null ? 'plain' : 'primary'} pending={undo.pending} onPress={() => void takeBack()}>
          {say(refused === null ? 'undo.undo' : 'undo.open-again')}
        </Button>
        <Button
          look="quiet"
          pending={sending.pending}
          onPress={() => void sending.send({ method: 'POST', path: `/drafts/${id}/send`, body: {} })}
        >
          {say(refused === null ? 'undo.send-now' : 'undo.send-again')}
        </Button>
      </div>
    </li>
  )
}

function Counting({ draft: { writtenAt, sendAt } }: { draft: DraftLine }) {
  const { say, number, hour } = useReading()
  const now = useSeconds()
  const left = Date.parse(sendAt) - now
  const filled: CSSProperties & Record<'--filled', number> = { '--filled': elapsed({ startedAt: writtenAt, dueAt: sendAt }, now) }
  return (
    <div className="work-clock">
      <span className="clock calm">
        <span className="clock-words">
          {/* A timer by its role is not read out each second. */}
          <time dateTime={sendAt} role="timer">
            {left > 0 ? say('undo.goes', { left: countdown(left, number) }) : say('undo.going')}
          </time>
          <bdi className="muted small numbers">{hour(sendAt)}</bdi>
        </span>
        <span className="clock-track" aria-hidden="true">
          <span className="clock-fill" style={filled} />
        </span>
      </span>
    </div>
  )
}
