import { Button, Dialog, FAMILIES, Form, OneOf, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

interface FindingDialogProps {
  readonly id: string
  /** Which complaint it is: of what, about whom. */
  readonly of: string
  readonly onClose: () => void
}

/** What was found, once: it stands, and whoever has the number is told. */
export function FindingDialog({ id, of, onClose }: FindingDialogProps) {
  const { say, word } = useReading()
  const [finding, setFinding] = useState<(typeof FAMILIES)['complaint-finding'][number]>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/member-complaints/${id}/close`, body: { finding } })) onClose()
  }
  return (
    <Dialog title={say('member-complaints.close')} open onClose={onClose}>
      <p>
        <bdi>{of}</bdi>
      </p>
      <Form onSubmit={() => void submit()} problem={problem}>
        <OneOf
          name="/finding"
          label={say('member-complaints.finding')}
          hint={say('member-complaints.finding.hint')}
          value={finding}
          onChange={setFinding}
          down
          options={FAMILIES['complaint-finding'].map((code) => ({ code, word: word('complaint-finding', code) }))}
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={!finding}>
            {say('member-complaints.close')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
