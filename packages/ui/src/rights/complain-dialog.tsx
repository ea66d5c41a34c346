import { type ComplaintRecorded, MemberComplaint, type MemberList } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf, Tick } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type By, ByField } from './by-field.tsx'

/** That it was written down, and where somebody takes it. */
export type Recorded = Static<typeof ComplaintRecorded>

/** C11, D-21: what the person says against a member. It is never told to that member, and the screen says what road it takes. */
export function ComplainDialog({
  personId,
  onClose,
  onDone,
}: {
  personId: string
  onClose: () => void
  onDone: (recorded: Recorded) => void
}) {
  const { say, word, name } = useReading()
  const [about, setAbout] = useState<string>()
  const [what, setWhat] = useState<(typeof MemberComplaint)['enum'][number]>()
  const [answer, setAnswer] = useState(false)
  const [by, setBy] = useState<By>('person')
  const members = useRead<Static<typeof MemberList>>('/members')
  const { send, pending, problem } = useSend<Recorded>()
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/people/${personId}/member-complaints`, body: { about, what, answer, by } })
    if (!sent) return
    onDone(sent.content)
    onClose()
  }
  return (
    <Dialog title={say('rights.complain')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p>{say('rights.complain.about')}</p>
        <Read from={members}>
          {({ members: all }) => (
            <PickField
              name="/about"
              label={say('rights.complain.whom')}
              value={about}
              onChange={setAbout}
              options={all.map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
              required
            />
          )}
        </Read>
        <OneOf
          name="/what"
          label={say('rights.complain.what')}
          value={what}
          onChange={setWhat}
          down
          options={MemberComplaint.enum.map((code) => ({ code, word: word('member-complaint', code) }))}
        />
        <Tick name="/answer" label={say('rights.complain.answer')} value={answer} onChange={setAnswer} />
        <ByField value={by} onChange={setBy} />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={about === undefined || what === undefined}>
            {say('rights.send')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
