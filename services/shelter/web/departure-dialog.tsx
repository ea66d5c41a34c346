import type { StayList } from '@ihala/contract'
import { Button, Dialog, FAMILIES, Form, OneOf, Tick, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'

/** Writes down a departure. Whoever leaves by choice may come back; nobody is discharged to nowhere. */
export function DepartureDialog({ stay, onClose }: { stay: Static<typeof StayList>['stays'][number]; onClose: () => void }) {
  const { say, word } = useReading()
  const [departure, setDeparture] = useState<(typeof FAMILIES)['departure'][number]>()
  const [destinationKnown, setDestinationKnown] = useState(false)
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/stays/${stay.id}/departure`, body: { departure, destinationKnown }, version: stay.version }))
      onClose()
  }
  return (
    <Dialog title={say('stays.departure')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <OneOf
          name="/departure"
          label={say('stays.ask.departure')}
          hint={say('stays.ask.departure.hint')}
          value={departure}
          onChange={setDeparture}
          down
          options={FAMILIES.departure.map((code) => ({ code, word: word('departure', code) }))}
        />
        <Tick name="/destinationKnown" label={say('stays.destination-known')} value={destinationKnown} onChange={setDestinationKnown} />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={!departure || !destinationKnown}>
            {say('stays.departure')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
