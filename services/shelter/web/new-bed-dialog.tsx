import { Button, Dialog, Form, OneOf, TextField, Tick, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

const SEXES = ['female', 'male', 'any'] as const

/** A bed more. Its name is that of the house; never an address (E4). */
export function NewBedDialog({ onClose }: { onClose: () => void }) {
  const { say } = useReading()
  const [label, setLabel] = useState('')
  const [sex, setSex] = useState<(typeof SEXES)[number]>()
  const [family, setFamily] = useState(false)
  const [stepFree, setStepFree] = useState(false)
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: '/beds', body: { label, sex, family, stepFree } })) onClose()
  }
  return (
    <Dialog title={say('beds.add')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <TextField
          name="/label"
          label={say('beds.label')}
          hint={say('beds.label.hint')}
          value={label}
          onChange={setLabel}
          longest={40}
          required
        />
        <OneOf
          name="/sex"
          label={say('beds.ask.for')}
          value={sex}
          onChange={setSex}
          options={SEXES.map((code) => ({ code, word: say(`beds.for.${code}`) }))}
        />
        <div className="choices">
          <Tick name="/family" label={say('beds.family')} value={family} onChange={setFamily} />
          <Tick name="/stepFree" label={say('beds.step-free')} value={stepFree} onChange={setStepFree} />
        </div>
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={label.trim() === '' || !sex}>
            {say('beds.add')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
