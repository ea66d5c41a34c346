import type { AgeAnswer, AgeSettled, AgeView } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Terms } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { asksAgain } from './speaks.ts'

/** an age in doubt is a minor’s; when it is settled, what was agreed at the other age ends, and is asked for anew. */
export function AgeCard({ id, settled }: { id: string; settled: AgeView['settled'] }) {
  const { say, word } = useReading()
  const [writing, setWriting] = useState(false)
  const [again, setAgain] = useState<number>()
  return (
    <Card title={say('age.title')}>
      <div className="stack">
        {again !== undefined && <AskAgain id={id} count={again} />}
        {settled === null ? (
          <p className="muted">{say('age.never')}</p>
        ) : (
          <Terms
            pairs={[
              [say('age.is'), word('age-band', settled.ageBand)],
              [say('age.by'), settled.ageBand !== 'unknown' && word('age-settled-by', settled.settledBy)],
              [say('age.at'), <When key="at" at={settled.at} />],
            ]}
          />
        )}
        {settled?.ageBand === 'unknown' && <Notice tone="warn">{say('age.doubt')}</Notice>}
        {writing ? (
          <Settle id={id} settled={settled} onDone={() => setWriting(false)} onSettled={setAgain} />
        ) : (
          <div>
            <Button onPress={() => setWriting(true)}>{say('age.settle')}</Button>
          </div>
        )}
      </div>
    </Card>
  )
}

/** How many referrals end here and have to be asked about anew; a task asks for each. */
export function AskAgain({ id, count }: { id: string; count: number }) {
  const { say } = useReading()
  return (
    <Notice tone={count === 0 ? 'good' : 'warn'}>
      <p>{say('standing.asks-again', { count })}</p>
      {count > 0 && (
        <p>
          <Link href={`/new?person=${id}`}>{say('people.refer')}</Link>
        </p>
      )}
    </Notice>
  )
}

interface SettleProps {
  readonly id: string
  readonly settled: AgeView['settled']
  readonly onDone: () => void
  readonly onSettled: (asksAgain: number) => void
}

function Settle({ id, settled, onDone, onSettled }: SettleProps) {
  const { say, word } = useReading()
  const [ageBand, setAgeBand] = useState<AgeSettled['ageBand'] | undefined>(settled?.ageBand)
  const [settledBy, setSettledBy] = useState<AgeSettled['settledBy']>()
  const { send, pending, problem } = useSend<Static<typeof AgeAnswer>>()
  const submit = async () => {
    const answer = await send({ method: 'POST', path: `/people/${id}/age`, body: { ageBand, settledBy } })
    if (!answer) return
    onDone()
    onSettled(answer.content.asksAgain)
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/ageBand"
        label={say('need.ask.age')}
        hint={say('need.ask.age.hint')}
        value={ageBand}
        onChange={setAgeBand}
        options={FAMILIES['age-band'].map((code) => ({ code, word: word('age-band', code) }))}
      />
      <OneOf
        name="/settledBy"
        label={say('age.by')}
        value={settledBy}
        onChange={setSettledBy}
        options={FAMILIES['age-settled-by'].map((code) => ({ code, word: word('age-settled-by', code) }))}
      />
      {asksAgain(settled?.ageBand, ageBand) && <Notice tone="warn">{say('age.ends')}</Notice>}
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={ageBand === undefined || settledBy === undefined}>
          {say('age.save')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
