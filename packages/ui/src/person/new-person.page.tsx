import type { Created } from '@ihala/contract'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useFormAside } from '../shell/aside.ts'
import { type Draft, tidied } from './draft.ts'
import { PersonFields } from './person-fields.tsx'

/** Writes down a person. Only the name and the sex must be there; the story is told once and kept here. */
export default function NewPersonPage() {
  const { say } = useReading()
  const [, go] = useLocation()
  const [draft, setDraft] = useState<Draft>({})
  const { send, pending, problem } = useSend<Created>()
  // A form that waits for this person.
  const aside = useFormAside<unknown>()
  const [search] = useSearchParams()
  const waits = search.has('for') ? aside.look() : undefined
  const submit = async () => {
    const made = await send({ method: 'POST', path: '/people', body: { sections: tidied({ identity: {}, ...draft }) } })
    if (made) go(waits ? `${waits.path}?person=${made.content.id}` : `/people/${made.content.id}`)
  }
  return (
    <Page
      title={say('people.new')}
      about={say('person.about')}
      back={waits ? { to: `${waits.path}?back`, title: waits.title } : { to: '/people', title: say('people.title') }}
    >
      <Form onSubmit={() => void submit()} problem={problem}>
        <PersonFields draft={draft} onChange={setDraft} now={() => new Date().toISOString()} />
        <div className="row send-row">
          <Button submit look="primary" pending={pending}>
            {say('person.save')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}
