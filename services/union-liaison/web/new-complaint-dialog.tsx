import type { Created, PersonPage } from '@ihala/contract'
import { BothNames, Button, Dialog, Form, LinkButton, ManyOf, More, Read, usePages, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import { ComplaintFields, EMPTY_COMPLAINT } from './complaint-fields.tsx'

/** Writes down a complaint of one worker or a crew. Nothing leaves: each person decides later, one by one. */
export function NewComplaintDialog({ onClose }: { onClose: () => void }) {
  const { say } = useReading()
  const people = usePages<PersonPage['items'][number]>('/people')
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
              <Read from={people.reader}>
                {(items) => (
                  <>
                    <ManyOf
                      name="/people"
                      label={say('complaints.ask.people')}
                      value={chosen}
                      onChange={setChosen}
                      options={items.map(({ id, name, otherName }) => ({
                        code: id,
                        word: <BothNames name={name} otherName={otherName} />,
                      }))}
                      required
                    />
                    <More pages={people} />
                  </>
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
