import { Category, CorrectionReason, ObjectionReason, type RightsAsked } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type By, ByField } from './by-field.tsx'
import { useConversations } from './conversations.ts'

/** What was set going by it. */
export type SetGoing = Static<typeof RightsAsked>

interface ExerciseProps {
  readonly personId: string
  readonly right: 'correction' | 'objection'
  readonly onClose: () => void
  readonly onDone: (going: SetGoing) => void
}

/** To what we do ourselves, or to what the other body of a referral does. */
const US = 'us'

/** C11: the person says that something is wrong, or that they do not want it. Reasons are lists: nothing of the matter is written down. */
export function ExerciseDialog({ personId, right, onClose, onDone }: ExerciseProps) {
  const { say, word } = useReading()
  const [category, setCategory] = useState<string>()
  const [because, setBecause] = useState<string>()
  const [whom, setWhom] = useState<string>(US)
  const [by, setBy] = useState<By>('person')
  const { send, pending, problem } = useSend<SetGoing>()
  const submit = async () => {
    const path =
      right === 'correction'
        ? `/people/${personId}/corrections`
        : whom === US
          ? `/people/${personId}/objections`
          : `/referrals/${whom}/objections`
    const sent = await send({ method: 'POST', path, body: { category, because, by } })
    if (!sent) return
    onDone(sent.content)
    onClose()
  }
  const reasons = right === 'correction' ? CorrectionReason.enum : ObjectionReason.enum
  return (
    <Dialog title={say(right === 'correction' ? 'rights.correct' : 'rights.object')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        {right === 'correction' && <p>{say('rights.correct.about')}</p>}
        <PickField
          name="/category"
          label={say('rights.ask.category')}
          value={category}
          onChange={setCategory}
          options={Category.enum.map((code) => ({ code, word: word('category', code) }))}
          required
        />
        {right === 'objection' && <WhomField personId={personId} value={whom} onChange={setWhom} />}
        <OneOf
          name="/because"
          label={say('rights.ask.because')}
          value={because}
          onChange={setBecause}
          down
          options={reasons.map((code) => ({
            code,
            word: word(right === 'correction' ? 'correction-reason' : 'objection-reason', code),
          }))}
        />
        <ByField value={by} onChange={setBy} />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={category === undefined || because === undefined}>
            {say('rights.send')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

function WhomField({ personId, value, onChange }: { personId: string; value: string; onChange: (whom: string) => void }) {
  const { say, name } = useReading()
  const others = useConversations(personId, true)
  return (
    <Read from={others}>
      {(all) => (
        <OneOf
          name="/whom"
          label={say('rights.ask.whom')}
          value={value}
          onChange={onChange}
          down
          options={[
            { code: US, word: say('by.us') },
            ...all.map(({ referral, partner, stands }) => ({
              code: referral,
              word: name(partner.names),
              disabled: stands === 'suspended',
            })),
          ]}
        />
      )}
    </Read>
  )
}
