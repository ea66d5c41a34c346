import type { PersonWithdrawn } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { lawWord, partWord } from '../my-data/words.ts'
import { type By, ByField } from './by-field.tsx'

/** C7: the person takes back everything: the file here is erased at once, and each body that was told erases. It cannot be undone, and says so. */
export function TakeBackAll({ id, version }: { id: string; version: number }) {
  const { say } = useReading()
  const [open, setOpen] = useState(false)
  const [done, setDone] = useState<PersonWithdrawn>()
  return (
    <Card title={say('take-back.everything')}>
      <div className="stack">
        <p className="small muted">{say('take-back.everything.about')}</p>
        {done ? (
          <Done done={done} />
        ) : (
          <Button look="danger" onPress={() => setOpen(true)}>
            {say('take-back.everything')}
          </Button>
        )}
        {open && <Sure id={id} version={version} onClose={() => setOpen(false)} onDone={setDone} />}
      </div>
    </Card>
  )
}

interface SureProps {
  readonly id: string
  readonly version: number
  readonly onClose: () => void
  readonly onDone: (done: PersonWithdrawn) => void
}

function Sure({ id, version, onClose, onDone }: SureProps) {
  const { say } = useReading()
  const [by, setBy] = useState<By>('person')
  const { send, pending, problem } = useSend<PersonWithdrawn>()
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/people/${id}/withdraw`, body: { by }, version })
    if (!sent) return
    onDone(sent.content)
    onClose()
  }
  return (
    <Dialog title={say('take-back.everything')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p>{say('take-back.everything.about')}</p>
        <p>
          <strong>{say('take-back.everything.sure')}</strong>
        </p>
        <ByField value={by} onChange={setBy} />
        <div className="row">
          <Button submit look="danger" pending={pending}>
            {say('take-back.everything')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

function Done({ done: { referrals, kept } }: { done: PersonWithdrawn }) {
  const reading = useReading()
  const { say, dayInBoth } = reading
  return (
    <Notice tone="good">
      <p>{say('take-back.everything.done', { count: referrals })}</p>
      {kept.map(({ part, law, article, until }) => (
        <p key={part}>
          {say('take-back.kept', { what: partWord(reading, part), law: lawWord(reading, law, article), until: dayInBoth(until) })}
        </p>
      ))}
    </Notice>
  )
}
