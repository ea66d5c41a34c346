import type { AwardView } from '@ihala/contract'
import { Button, Dialog, Form, TextField, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

/** Pays an award once; the number of the transfer is its proof. */
export function PayDialog({ award, onClose }: { award: AwardView; onClose: () => void }) {
  const { say, money } = useReading()
  const [proofReference, setProofReference] = useState('')
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/awards/${award.id}/pay`, body: { proofReference }, version: award.version })) onClose()
  }
  return (
    <Dialog title={say('awards.pay.title', { amount: money(award.minorUnits, award.currency) })} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <TextField
          name="/proofReference"
          label={say('awards.pay.proof')}
          hint={say('awards.pay.proof.hint')}
          value={proofReference}
          onChange={setProofReference}
          longest={40}
          direction="ltr"
          required
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={proofReference.length < 3}>
            {say('awards.pay')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
