import type { MatterView } from '@ihala/contract'
import { Button, Notice, ProblemNotice, Tick, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

/** A record of settlement. Settled is never counted as paid; the person has slept over it. */
export function SettlementStep({ matter }: { matter: MatterView }) {
  const { say } = useReading()
  const [read, setRead] = useState(false)
  const { send, pending, problem } = useSend()
  if (matter.conciliation !== 'running') return null
  return (
    <details className="step">
      <summary>{say('settlement.title')}</summary>
      <div className="stack">
        <Notice>{say('settlement.about')}</Notice>
        <Tick name="read" label={say('settlement.read-back')} value={read} onChange={setRead} />
        <ProblemNotice problem={problem} />
        <div>
          <Button pending={pending} disabled={!read} onPress={() => void send({ method: 'POST', path: `/matters/${matter.id}/settlement`, version: matter.version })}>
            {say('settlement.send')}
          </Button>
        </div>
      </div>
    </details>
  )
}
