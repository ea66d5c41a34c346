import { Category, type CompelledDisclosure } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { MomentField } from '../components/date-field.tsx'
import { Form } from '../components/form.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'

type Compelled = Static<typeof CompelledDisclosure>

/** what an authority made us disclose, by which paper, when. It sends nothing; the person is told and finds it in their data. */
export function CompelledForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { say, word } = useReading()
  const [draft, setDraft] = useState<Partial<Compelled>>({ what: [] })
  const { send, pending, problem } = useSend()
  const put = (change: Partial<Compelled>) => setDraft({ ...draft, ...change })
  const { authority, paper = '', what = [], at } = draft
  const complete = authority && paper.trim() !== '' && what.length > 0 && at
  const submit = async () => {
    if (await send({ method: 'POST', path: `/people/${id}/compelled`, body: { authority, paper: paper.trim(), what, at } })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/authority"
        label={say('compelled.authority')}
        value={authority}
        onChange={(next) => put({ authority: next })}
        options={FAMILIES.authority.map((code) => ({ code, word: word('authority', code) }))}
      />
      <TextField
        name="/paper"
        label={say('compelled.paper')}
        hint={say('compelled.paper.hint')}
        value={paper}
        onChange={(next) => put({ paper: next })}
        longest={500}
        lines
        required
      />
      <ManyOf
        name="/what"
        label={say('compelled.what')}
        value={what}
        onChange={(chosen) => put({ what: [...chosen] })}
        options={Category.enum.map((code) => ({ code, word: word('category', code) }))}
        required
      />
      <MomentField
        name="/at"
        label={say('compelled.at')}
        value={at}
        onChange={(next) => next !== undefined && put({ at: next })}
        required
      />
      <div>
        <Button submit look="primary" pending={pending} disabled={!complete}>
          {say('second.send')}
        </Button>
      </div>
    </Form>
  )
}
