import { Button, Dialog, FAMILIES, Form, MoneyField, OneOf, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

const CURRENCY = 'QAR'

/** Money that comes into the fund, and where from. */
export function EndowmentDialog({ onClose }: { onClose: () => void }) {
  const { say, word } = useReading()
  const [minorUnits, setMinorUnits] = useState<number>()
  const [source, setSource] = useState<(typeof FAMILIES)['endowment-source'][number]>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: '/fund/endowments', body: { currency: CURRENCY, minorUnits, source } })) onClose()
  }
  return (
    <Dialog title={say('fund.endow')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <MoneyField
          name="/minorUnits"
          label={say('fund.endow.amount')}
          value={minorUnits}
          onChange={setMinorUnits}
          currency={CURRENCY}
          required
        />
        <OneOf
          name="/source"
          label={say('fund.endow.source')}
          value={source}
          onChange={setSource}
          options={FAMILIES['endowment-source'].map((code) => ({ code, word: word('endowment-source', code) }))}
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={!minorUnits || !source}>
            {say('fund.endow')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
