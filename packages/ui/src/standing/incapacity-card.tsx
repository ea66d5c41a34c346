import type { AgeAnswer, IncapacityList, IncapacityView } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { MomentField } from '../components/date-field.tsx'
import { Form } from '../components/form.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { Card, Read } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { AskAgain } from './age-card.tsx'
import { incapacityStands } from './speaks.ts'

type Profession = (typeof FAMILIES)['profession'][number]

/** an adult who cannot decide now: found by two of two professions, with a day on which the person is asked themself. */
export function IncapacityCard({ id }: { id: string }) {
  const { say } = useReading()
  const read = useRead<Static<typeof IncapacityList>>(`/people/${id}/incapacity`)
  const [writing, setWriting] = useState(false)
  const [again, setAgain] = useState<number>()
  return (
    <Card title={say('incapacity.title')}>
      <div className="stack">
        <p className="small muted">{say('incapacity.about')}</p>
        {again !== undefined && <AskAgain id={id} count={again} />}
        <Read from={read}>
          {({ found }) => (
            <>
              {found.length === 0 ? (
                <p className="muted">{say('incapacity.none')}</p>
              ) : (
                <ul className="list">
                  {found.map((one) => (
                    <FoundRow key={one.id} found={one} onAble={setAgain} />
                  ))}
                </ul>
              )}
              {found.every(({ ableAt }) => ableAt !== null) &&
                (writing ? (
                  <Find id={id} onDone={() => setWriting(false)} />
                ) : (
                  <div>
                    <Button onPress={() => setWriting(true)}>{say('incapacity.find')}</Button>
                  </div>
                ))}
            </>
          )}
        </Read>
      </div>
    </Card>
  )
}

const TONES = { able: 'badge good', second: 'badge warn', 'ask-now': 'badge danger', stands: 'badge' } as const

/** One finding: who found it, what it waits for, and that the person could decide again. */
function FoundRow({ found, onAble }: { found: IncapacityView; onAble: (asksAgain: number) => void }) {
  const { say, word, list } = useReading()
  const [confirming, setConfirming] = useState(false)
  const { send, pending, problem } = useSend<Static<typeof AgeAnswer>>()
  const stands = incapacityStands(found, useNow())
  const able = async () => {
    const answer = await send({ method: 'POST', path: `/incapacity/${found.id}/able`, body: {} })
    if (answer) onAble(answer.content.asksAgain)
  }
  return (
    <li>
      <div className="grow stack-tight">
        <span className="row">
          <strong>{list(found.professionals.map(({ profession }) => word('profession', profession)))}</strong>
          <span className={TONES[stands]}>{say(`incapacity.${stands}`)}</span>
        </span>
        <span className="small muted">
          <ShortWhen at={found.foundAt} />
        </span>
        <ProblemNotice problem={problem} />
        {confirming && <Confirm found={found} onDone={() => setConfirming(false)} />}
      </div>
      {stands !== 'able' && (
        <span className="stack-tight">
          <span className="small muted">{say('incapacity.ask-again')}</span>
          <ClockBar clock={{ startedAt: found.foundAt, dueAt: found.askAgainAt }} />
        </span>
      )}
      {stands !== 'able' && !confirming && (
        <span className="row">
          {found.confirmedAt === null && <Button onPress={() => setConfirming(true)}>{say('incapacity.confirm')}</Button>}
          <Button pending={pending} onPress={() => void able()}>
            {say('incapacity.is-able')}
          </Button>
        </span>
      )}
    </li>
  )
}

function Confirm({ found, onDone }: { found: IncapacityView; onDone: () => void }) {
  const { say, word } = useReading()
  const [profession, setProfession] = useState<Profession>()
  const { send, pending, problem } = useSend()
  const taken = found.professionals.map((one) => one.profession)
  const submit = async () => {
    if (await send({ method: 'POST', path: `/incapacity/${found.id}/confirm`, body: { profession } })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/profession"
        label={say('incapacity.profession')}
        hint={say('incapacity.another')}
        value={profession}
        onChange={setProfession}
        options={FAMILIES.profession.map((code) => ({ code, word: word('profession', code), disabled: taken.includes(code) }))}
      />
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={profession === undefined}>
          {say('incapacity.confirm')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}

function Find({ id, onDone }: { id: string; onDone: () => void }) {
  const { say, word } = useReading()
  const [profession, setProfession] = useState<Profession>()
  const [askAgainAt, setAskAgainAt] = useState<string>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/people/${id}/incapacity`, body: { profession, askAgainAt } })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/profession"
        label={say('incapacity.profession')}
        value={profession}
        onChange={setProfession}
        options={FAMILIES.profession.map((code) => ({ code, word: word('profession', code) }))}
      />
      <MomentField
        name="/askAgainAt"
        label={say('incapacity.ask-again')}
        hint={say('incapacity.ask-again.hint')}
        value={askAgainAt}
        onChange={setAskAgainAt}
        required
      />
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={profession === undefined || askAgainAt === undefined}>
          {say('incapacity.save')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
