import { type Created, ErasablePart, type HoldList } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { DateField } from '../components/date-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { lawWord } from '../my-data/words.ts'
import { useConversations } from '../rights/conversations.ts'
import { heldWord } from './held-word.ts'

/** The person's own file, or a referral. What was written into the file has one key: it stays or goes as one. */
const OWN = 'own'

interface HoldDialogProps {
  readonly personId: string
  readonly bases: HoldList['bases']
  readonly onClose: () => void
  readonly onAsked: () => void
}

/** M1: asks that something stay although the person takes it back, by an article of the law in force. A second person puts it in force. */
export function HoldDialog({ personId, bases, onClose, onAsked }: HoldDialogProps) {
  const reading = useReading()
  const { say, word, name } = reading
  const [on, setOn] = useState<string>(OWN)
  const [basis, setBasis] = useState<string>()
  const [parts, setParts] = useState<readonly ErasablePart[]>([])
  const [until, setUntil] = useState<string>()
  const others = useConversations(personId, true)
  const { send, pending, problem } = useSend<Created>()
  const chosen = bases.find(({ code }) => code === basis)
  const held: readonly ErasablePart[] = on === OWN ? [OWN] : parts
  const submit = async () => {
    const path = on === OWN ? `/people/${personId}/holds` : `/referrals/${on}/holds`
    if (!(await send({ method: 'POST', path, body: { basis, parts: held, until } }))) return
    onAsked()
    onClose()
  }
  return (
    <Dialog title={say('holds.ask')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <Read from={others}>
          {(all) => (
            <OneOf
              name="/on"
              label={say('holds.on')}
              value={on}
              onChange={setOn}
              down
              options={[
                { code: OWN, word: say('holds.on.own') },
                ...all.map(({ referral, partner }) => ({
                  code: referral,
                  word: say('holds.on.referral', { partner: name(partner.names) }),
                })),
              ]}
            />
          )}
        </Read>
        {on !== OWN && (
          <ManyOf
            name="/parts"
            label={say('holds.parts')}
            value={parts}
            onChange={setParts}
            options={ErasablePart.enum.map((code) => ({ code, word: heldWord(reading, code) }))}
          />
        )}
        <OneOf
          name="/basis"
          label={say('holds.basis')}
          value={basis}
          onChange={setBasis}
          down
          options={bases.map(({ code, law, article }) => ({
            code,
            word: (
              <span className="two-lines">
                {word('hold-basis', code)}
                <span className="small muted">{lawWord(reading, law, article)}</span>
              </span>
            ),
          }))}
        />
        <DateField
          name="/until"
          label={say('holds.until')}
          hint={chosen && say('holds.longest', { days: chosen.days })}
          value={until}
          onChange={setUntil}
          required
        />
        <p className="small muted">{say('holds.ask.about')}</p>
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={basis === undefined || until === undefined || held.length === 0}>
            {say('holds.ask')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
