import { Button, Card, Form, Notice, Read, ShortWhen, TextField, useRead, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

const LONGEST = 20_000

/** GET /referrals/:id/privileged-notes. */
interface PrivilegedNotes {
  readonly notes: readonly { readonly id: string; readonly at: string; readonly byMe: boolean; readonly text: string }[]
}

/** G4: notes of the lawyers of one case. They are fetched when somebody opens them: every look is recorded. */
export function PrivilegedNotesCard({ referralId }: { referralId: string }) {
  const { say } = useReading()
  const [open, setOpen] = useState(false)
  return (
    <Card title={say('privileged.title')}>
      <div className="stack">
        <p className="small muted">{say('privileged.about')}</p>
        {open ? (
          <Notes referralId={referralId} />
        ) : (
          <div>
            <Button onPress={() => setOpen(true)}>{say('privileged.open')}</Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Notes({ referralId }: { referralId: string }) {
  const { say, between } = useReading()
  const path = `/referrals/${referralId}/privileged-notes`
  const read = useRead<PrivilegedNotes>(path)
  const [text, setText] = useState('')
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path, body: { text } })) setText('')
  }
  return (
    <Read from={read}>
      {({ notes }) => (
        <div className="stack">
          {notes.length === 0 && <Notice>{say('privileged.empty')}</Notice>}
          {notes.map(({ id, at, byMe, text: said }) => (
            <blockquote key={id} className={byMe ? 'note ours' : 'note'}>
              <p className="small muted">
                {say(byMe ? 'privileged.me' : 'privileged.colleague')}
                {between}
                <ShortWhen at={at} />
              </p>
              <p className="said" dir="auto">
                {said}
              </p>
            </blockquote>
          ))}
          <Form onSubmit={() => void submit()} problem={problem}>
            <TextField name="/text" label={say('privileged.new')} value={text} onChange={setText} longest={LONGEST} lines required />
            <div>
              <Button submit pending={pending} disabled={text.trim() === ''}>
                {say('privileged.save')}
              </Button>
            </div>
          </Form>
        </div>
      )}
    </Read>
  )
}
