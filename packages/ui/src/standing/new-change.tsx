import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Form } from '../components/form.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Draft } from '../person/draft.ts'
import { ContactFields, SafeContactFields } from '../person/reached-fields.tsx'
import { changeOf, REACHED_BY, type ReachedBy } from './contact-change.ts'

/** T41: another way to reach somebody is asked for. Meanwhile the old one stands, and by it a colleague asks the person. */
export function NewChange({ id }: { id: string }) {
  const { say, word } = useReading()
  const [writing, setWriting] = useState(false)
  const [category, setCategory] = useState<ReachedBy>('safe-contact')
  const [draft, setDraft] = useState<Draft>({})
  const { send, pending, problem } = useSend()
  const body = changeOf(category, draft)
  const submit = async () => {
    if (!body || !(await send({ method: 'POST', path: `/people/${id}/contact-changes`, body }))) return
    setWriting(false)
    setDraft({})
  }
  if (!writing)
    return (
      <div>
        <Button look="primary" onPress={() => setWriting(true)}>
          {say('reached.new')}
        </Button>
      </div>
    )
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/category"
        label={say('reached.what')}
        value={category}
        onChange={setCategory}
        options={REACHED_BY.map((code) => ({ code, word: word('category', code) }))}
      />
      {category === 'contact' ? (
        <ContactFields at="/section" value={draft.contact ?? {}} onChange={(contact) => setDraft({ ...draft, contact })} />
      ) : (
        <SafeContactFields
          at="/section"
          value={draft['safe-contact'] ?? {}}
          onChange={(plan) => setDraft({ ...draft, 'safe-contact': plan })}
        />
      )}
      <p className="small muted">{say('reached.new.about')}</p>
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={body === undefined}>
          {say('reached.ask')}
        </Button>
        <Button onPress={() => setWriting(false)}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
