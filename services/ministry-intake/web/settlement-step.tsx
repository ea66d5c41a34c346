import type { MatterView } from '@ihala/contract'
import { Button, DateField, FAMILIES, Form, MoneyField, Notice, OneOf, Tick, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

const CURRENCY = 'QAR'

/** A record of settlement: how much, by when, what if unpaid. Settled is never counted as paid; the person has slept over it. */
export function SettlementStep({ matter }: { matter: MatterView }) {
  const { say, word } = useReading()
  const [minorUnits, setMinorUnits] = useState<number>()
  const [payBy, setPayBy] = useState<string>()
  const [ifUnpaid, setIfUnpaid] = useState<(typeof FAMILIES)['if-unpaid'][number]>()
  const [readBack, setReadBack] = useState(false)
  const [nightToThink, setNightToThink] = useState(false)
  const [clean, setClean] = useState(false)
  const { send, pending, problem } = useSend()
  if (matter.conciliation !== 'running') return null
  const submit = () =>
    send({
      method: 'POST',
      path: `/matters/${matter.id}/settlement`,
      body: {
        minorUnits,
        currency: CURRENCY,
        payBy,
        ifUnpaid,
        readBack,
        nightToThink,
        waivesCriminal: !clean,
        tradesPassportExitOrTransfer: !clean,
      },
      version: matter.version,
    })
  return (
    <details className="step">
      <summary>{say('settlement.title')}</summary>
      <Form onSubmit={() => void submit()} problem={problem}>
        <Notice>{say('settlement.about')}</Notice>
        <div className="field-grid">
          <MoneyField
            name="/minorUnits"
            label={say('settlement.amount')}
            value={minorUnits}
            onChange={setMinorUnits}
            currency={CURRENCY}
            required
          />
          <DateField name="/payBy" label={say('settlement.pay-by')} value={payBy} onChange={setPayBy} required />
        </div>
        <OneOf
          name="/ifUnpaid"
          label={say('settlement.if-unpaid')}
          value={ifUnpaid}
          onChange={setIfUnpaid}
          options={FAMILIES['if-unpaid'].map((code) => ({ code, word: word('if-unpaid', code) }))}
        />
        <div className="choices down">
          <Tick name="/readBack" label={say('settlement.read-back')} value={readBack} onChange={setReadBack} />
          <Tick name="/nightToThink" label={say('settlement.night')} value={nightToThink} onChange={setNightToThink} />
          <Tick name="/waivesCriminal" label={say('settlement.clean')} value={clean} onChange={setClean} />
        </div>
        <div>
          <Button submit pending={pending} disabled={!minorUnits || !payBy || !ifUnpaid || !readBack || !nightToThink || !clean}>
            {say('settlement.send')}
          </Button>
        </div>
      </Form>
    </details>
  )
}
