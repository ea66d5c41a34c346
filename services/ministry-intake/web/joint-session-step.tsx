import type { MatterView } from '@ihala/contract'
import { Button, Form, MomentField, Notice, Tick, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

/** with indicators present no joint session, unless the person asks for it. The service refuses it either way. */
export function JointSessionStep({ matter }: { matter: MatterView }) {
  const { say } = useReading()
  const [at, setAt] = useState<string>()
  const [personAsked, setPersonAsked] = useState(false)
  const { send, pending, problem } = useSend()
  if (matter.conciliation !== 'running' || matter.jointSessionAt) return null
  const forbidden = matter.indicators.length > 0 && !personAsked
  return (
    <details className="step">
      <summary>{say('joint-session.title')}</summary>
      <Form
        onSubmit={() =>
          void send({ method: 'POST', path: `/matters/${matter.id}/joint-session`, body: { at, personAsked }, version: matter.version })
        }
        problem={problem}
      >
        {matter.indicators.length > 0 && <Notice tone="danger">{say('joint-session.indicators')}</Notice>}
        <MomentField name="/at" label={say('joint-session.at')} value={at} onChange={setAt} required />
        <Tick name="/personAsked" label={say('joint-session.person-asked')} value={personAsked} onChange={setPersonAsked} />
        <div>
          <Button submit pending={pending} disabled={!at || forbidden}>
            {say('joint-session.send')}
          </Button>
        </div>
      </Form>
    </details>
  )
}
