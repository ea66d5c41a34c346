import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Form } from '../components/form.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'

type Reason = (typeof FAMILIES)['release-reason'][number]

/** M6: to see who a sealed person is, for an hour, once a second one of us has agreed. */
export function ReleaseForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { say, word } = useReading()
  const [reason, setReason] = useState<Reason>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/people/${id}/release`, body: { reason } })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/reason"
        label={say('second.why')}
        value={reason}
        onChange={setReason}
        down
        options={FAMILIES['release-reason'].map((code) => ({ code, word: word('release-reason', code) }))}
      />
      <div>
        <Button submit look="primary" pending={pending} disabled={reason === undefined}>
          {say('second.send')}
        </Button>
      </div>
    </Form>
  )
}
