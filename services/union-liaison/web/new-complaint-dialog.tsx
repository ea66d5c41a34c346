import type { Created } from '@ihala/contract'
import {
  Button,
  Dialog,
  Form,
  type Listed,
  ListedPerson,
  ManyOf,
  NewPersonWay,
  PeopleToChoose,
  useFormAside,
  useReading,
  useSend,
} from '@ihala/ui'
import { useState } from 'react'
import { ComplaintFields, type ComplaintForm, EMPTY_COMPLAINT } from './complaint-fields.tsx'

const HERE = '/complaints'

/** A complaint as far as it is written, with whom it is of. */
interface Begun {
  readonly form: ComplaintForm
  readonly chosen: readonly Listed[]
}

interface NewComplaintProps {
  /** Whoever was written down for it just now. */
  readonly person: string | undefined
  readonly onClose: () => void
}

/** Writes down a complaint of one worker or a crew. Nothing leaves: each person decides later, one by one. */
export function NewComplaintDialog({ person, onClose }: NewComplaintProps) {
  const { say } = useReading()
  const aside = useFormAside<Begun>()
  const [begun, setBegun] = useState<Begun>(() => {
    const waited = aside.look()
    const { form, chosen } = waited?.path === HERE ? waited.form : { form: EMPTY_COMPLAINT, chosen: [] }
    return { form, chosen: person === undefined ? chosen : [...chosen, { id: person, name: '', otherName: null }] }
  })
  const { form, chosen } = begun
  const { send, pending, problem } = useSend<Created>()
  const { heads, firstContactOn } = form
  const close = () => {
    aside.forget()
    onClose()
  }
  const submit = async () => {
    if (await send({ method: 'POST', path: HERE, body: { ...form, people: chosen.map(({ id }) => id) } })) close()
  }
  return (
    <Dialog title={say('complaints.new')} open onClose={close}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <ComplaintFields
          form={form}
          onChange={(changed) => setBegun({ form: changed, chosen })}
          people={
            <>
              <PeopleToChoose chosen={chosen}>
                {(people, kept) => (
                  <ManyOf
                    name="/people"
                    label={say('complaints.ask.people')}
                    value={chosen.map(({ id }) => id)}
                    onChange={(ids) => setBegun({ form, chosen: people.filter(({ id }) => ids.includes(id)) })}
                    options={people.map((one) => ({ code: one.id, word: <ListedPerson one={one} kept={kept.has(one.id)} /> }))}
                    required
                  />
                )}
              </PeopleToChoose>
              <NewPersonWay path={HERE} title={say('complaints.new')} form={begun} />
            </>
          }
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={chosen.length === 0 || heads.length === 0 || !firstContactOn}>
            {say('complaints.send')}
          </Button>
          <Button onPress={close}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
