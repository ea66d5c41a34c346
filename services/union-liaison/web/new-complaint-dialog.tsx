import type { Created, PersonPage } from '@ihala/contract'
import { Button, DateField, Dialog, FAMILIES, Form, LinkButton, ManyOf, OneOf, Read, type Reader, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

interface NewComplaintProps {
  readonly people: Reader<PersonPage>
  readonly onClose: () => void
}

/** Writes down a complaint of one worker or a crew. Nothing leaves: each person decides later, one by one. */
export function NewComplaintDialog({ people, onClose }: NewComplaintProps) {
  const { say, word } = useReading()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [heads, setHeads] = useState<readonly (typeof FAMILIES)['head'][number][]>([])
  const [channel, setChannel] = useState<(typeof FAMILIES)['channel'][number]>('liaison-officer')
  const [firstContactOn, setFirstContactOn] = useState<string>()
  const { send, pending, problem } = useSend<Created>()
  const submit = async () => {
    if (await send({ method: 'POST', path: '/complaints', body: { channel, people: chosen, heads, firstContactOn } })) onClose()
  }
  return (
    <Dialog title={say('complaints.new')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p className="small muted">{say('complaints.new.about')}</p>
        <Read from={people}>
          {({ items }) => (
            <ManyOf
              name="/people"
              label={say('complaints.ask.people')}
              value={chosen}
              onChange={setChosen}
              options={items.map(({ id, name }) => ({ code: id, word: <bdi>{name}</bdi> }))}
              required
            />
          )}
        </Read>
        <LinkButton to="/people/new" look="quiet">
          {say('people.new')}
        </LinkButton>
        <ManyOf
          name="/heads"
          label={say('complaints.ask.heads')}
          value={heads}
          onChange={setHeads}
          options={FAMILIES.head.map((code) => ({ code, word: word('head', code) }))}
          required
        />
        <OneOf
          name="/channel"
          label={say('complaints.ask.channel')}
          value={channel}
          onChange={setChannel}
          options={FAMILIES.channel.map((code) => ({ code, word: word('channel', code) }))}
        />
        <DateField
          name="/firstContactOn"
          label={say('complaints.ask.first-contact')}
          hint={say('complaints.ask.first-contact.hint')}
          value={firstContactOn}
          onChange={setFirstContactOn}
          required
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
