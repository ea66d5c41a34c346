import type { HoldingsAskedOf, MyData } from '@ihala/contract'
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

interface AskDialogProps {
  readonly id: string
  readonly others: MyData['others']
  readonly onClose: () => void
  readonly onAsked: (asked: Asked) => void
}

/** J-6: asks every body below and the one above, in the person's name. */
export function AskDialog({ id, others, onClose, onAsked }: AskDialogProps) {
  const { say, name, list } = useReading()
  const bodies = [...new Set(others.map(({ partner }) => name(partner.names)))]
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
        <p>
          <strong>{say('my-data.ask.whom', { bodies: list(bodies) })}</strong>
        </p>
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
