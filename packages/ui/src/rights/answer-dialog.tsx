import { RightOutcome, RightRefusal, type RightView } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { useReading } from '../i18n/reading.tsx'

interface AnswerDialogProps {
  readonly right: Pick<RightView, 'id'>
  /** What is asked for, in a line. */
  readonly what: string
  readonly onClose: () => void
}

/** C11: what we did about it; a reason unless all of it was done. The first answer stands. */
export function AnswerDialog({ right, what, onClose }: AnswerDialogProps) {
  const { say, word } = useReading()
  const [answer, setAnswer] = useState<(typeof RightOutcome)['enum'][number]>()
  const [because, setBecause] = useState<(typeof RightRefusal)['enum'][number]>()
  const { send, pending, problem } = useSend()
  const whole = answer === 'done'
  const submit = async () => {
    const body = whole ? { answer } : { answer, because }
    if (await send({ method: 'POST', path: `/rights/${right.id}/answer`, body })) onClose()
  }
  return (
    <Dialog title={say('rights.answer.title')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p>{what}</p>
        <OneOf
          name="/answer"
          label={say('rights.answer.outcome')}
          value={answer}
          onChange={setAnswer}
          options={RightOutcome.enum.map((code) => ({ code, word: word('right-outcome', code) }))}
        />
        {answer !== undefined && !whole && (
          <OneOf
            name="/because"
            label={say(answer === 'refused' ? 'rights.answer.because.refused' : 'rights.answer.because')}
            value={because}
            onChange={setBecause}
            down
            options={RightRefusal.enum.map((code) => ({ code, word: word('right-refusal', code) }))}
          />
        )}
        <p className="small muted">{say('rights.answer.stands')}</p>
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={answer === undefined || (!whole && because === undefined)}>
            {say('rights.answer')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
