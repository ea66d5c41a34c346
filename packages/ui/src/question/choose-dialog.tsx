import { type AnswersBeside, Category } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Tick } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { useReading } from '../i18n/reading.tsx'
import { Doors } from '../pictures/doors.tsx'

/** One body is asked to take the person, under what the person opened to it; said with them, before the others are told. */
export function ChooseDialog({ answer: { referral, opens }, onClose }: { answer: AnswersBeside['answers'][number]; onClose: () => void }) {
  const { say, name } = useReading()
  const [agreed, setAgreed] = useState(false)
  // What was seen: should the other body have moved on meanwhile, that is said.
  const [seen] = useState(referral.version)
  const { send, pending, problem } = useSend()
  const partner = name(referral.partner.names)
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/referrals/${referral.id}/request`, body: {}, version: seen })
    if (sent) onClose()
  }
  return (
    <Dialog title={say('answers.choose.title', { partner })} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <Doors
          all={Category.enum.filter((category) => category !== 'progress')}
          open={opens}
          sentence={say('answers.choose.doors', { partner })}
        />
        <p>{say('answers.choose.others')}</p>
        <Tick name="/agreed" label={say('answers.choose.agreed', { partner })} value={agreed} onChange={setAgreed} />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={!agreed}>
            {say('answers.choose')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
