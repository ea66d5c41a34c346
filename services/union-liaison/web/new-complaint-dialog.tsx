import type { Created, PersonPage } from '@ihala/contract'
import { BothNames, Button, Dialog, Form, LinkButton, ManyOf, Read, type Reader, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import { ComplaintFields, EMPTY_COMPLAINT } from './complaint-fields.tsx'

interface NewComplaintProps {
  readonly people: Reader<PersonPage>
  readonly onClose: () => void
}

/** Writes down a complaint of one worker or a crew. Nothing leaves: each person decides later, one by one. */
export function NewComplaintDialog({ people, onClose }: NewComplaintProps) {
  const { say } = useReading()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [form, setForm] = useState(EMPTY_COMPLAINT)
  const { send, pending, problem } = useSend<Created>()
  const { heads, firstContactOn } = form
  const submit = async () => {
    if (await send({ method: 'POST', path: '/complaints', body: { ...form, people: chosen } })) onClose()
  }
  return (
    <Dialog title={say('complaints.new')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <ComplaintFields
          form={form}
          onChange={setForm}
          people={
            <>
              <Read from={people}>
                {({ items }) => (
                  <ManyOf
                    name="/people"
                    label={say('complaints.ask.people')}
                    value={chosen}
                    onChange={setChosen}
                    options={items.map(({ id, name, otherName }) => ({ code: id, word: <BothNames name={name} otherName={otherName} /> }))}
                    required
                  />
                )}
              </Read>
              <LinkButton to="/people/new" look="quiet">
                {say('people.new')}
              </LinkButton>
            </>
          }
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={chosen.length === 0 || heads.length === 0 || !firstContactOn}>
            {say('complaints.send')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
