import type { HoldingsAskedOf } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type By, ByField } from '../rights/by-field.tsx'

/** How many bodies were asked, and how many could not be. */
export type Asked = Static<typeof HoldingsAskedOf>

/** J-6: asks every body below and the one above, in the person's name. */
export function AskDialog({ id, onClose, onAsked }: { id: string; onClose: () => void; onAsked: (asked: Asked) => void }) {
  const { say } = useReading()
  const [by, setBy] = useState<By>('person')
  const { send, pending, problem } = useSend<Asked>()
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/people/${id}/my-data`, body: { by } })
    if (!sent) return
    onAsked(sent.content)
    onClose()
  }
  return (
    <Dialog title={say('my-data.ask')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p>{say('my-data.ask.about')}</p>
        <ByField value={by} onChange={setBy} />
        <div className="row">
          <Button submit look="primary" pending={pending}>
            {say('my-data.ask')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
