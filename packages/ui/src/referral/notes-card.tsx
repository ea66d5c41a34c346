import type { ReferralDetail } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Card } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { TextField } from '../components/text-field.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const LONGEST = 3000

/** Notes to and from the other body. Whoever may write one is told who will read it. */
export function NotesCard({ detail: { notes, referral, verbs, consent } }: { detail: ReferralDetail }) {
  const { say, name } = useReading()
  const [text, setText] = useState('')
  const { send, pending, problem } = useSend()
  // A note of the recipient is a stage of a kind: it goes back only where the person agreed to that.
  const mayWrite = verbs.includes('note') && (referral.side === 'sender' || consent.wayBack)
  if (!mayWrite && notes.length === 0) return null
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/referrals/${referral.id}/note`, body: { text }, version: referral.version })
    if (sent) setText('')
  }
  return (
    <Card title={say('notes.title')}>
      <div className="stack">
        {notes.map(({ at, by, text: said }) => (
          <blockquote key={`${at}-${by}`} className={by === 'us' ? 'note ours' : 'note'}>
            <p className="small muted">
              {by === 'us' ? say('by.us') : name(referral.partner.names)}
              <Sep />
              <ShortWhen at={at} />
            </p>
            <p className="said" dir="auto">
              {said}
            </p>
          </blockquote>
        ))}
        {mayWrite && (
          <Form onSubmit={() => void submit()} problem={problem}>
            <TextField
              name="/text"
              label={say('notes.new')}
              hint={say('notes.hint', { partner: name(referral.partner.names) })}
              value={text}
              onChange={setText}
              longest={LONGEST}
              lines
              required
            />
            <div>
              <Button submit pending={pending} disabled={text.trim() === ''}>
                {say('notes.send')}
              </Button>
            </div>
          </Form>
        )}
      </div>
    </Card>
  )
}
