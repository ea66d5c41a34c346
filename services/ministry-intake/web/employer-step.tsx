import type { MatterView } from '@ihala/contract'
import { Button, DateField, Form, Notice, ProblemNotice, Tick, useReading, useSend, When } from '@ihala/ui'
import { useState } from 'react'

const PLAN = ['bed', 'papers', 'phone', 'contact'] as const
type Plan = Readonly<Record<(typeof PLAN)[number], boolean>>

/** the employer learns of a complaint only when the person has said so, knows what follows, and has a safety plan. */
export function EmployerStep({ matter }: { matter: MatterView }) {
  const { say } = useReading()
  const notify = useSend()
  if (matter.employerNotifiedAt) {
    return (
      <Notice tone="warn">
        <p>
          {say('employer.notified')} <When at={matter.employerNotifiedAt} hour />
        </p>
      </Notice>
    )
  }
  return (
    <details className="step">
      <summary>{say('employer.title')}</summary>
      {matter.workerConfirmedOn ? (
        <div className="stack">
          <Notice tone="good">
            <p>
              {say('employer.confirmed')} <When at={matter.workerConfirmedOn} />
            </p>
          </Notice>
          <ProblemNotice problem={notify.problem} />
          <div>
            <Button
              pending={notify.pending}
              onPress={() =>
                void notify.send({ method: 'POST', path: `/matters/${matter.id}/employer-notification`, body: {}, version: matter.version })
              }
            >
              {say('employer.notify')}
            </Button>
          </div>
        </div>
      ) : (
        <ConfirmationForm matter={matter} />
      )}
    </details>
  )
}

function ConfirmationForm({ matter }: { matter: MatterView }) {
  const { say } = useReading()
  const [notifyOn, setNotifyOn] = useState<string>()
  const [told, setTold] = useState(false)
  const [plan, setPlan] = useState<Plan>({ bed: false, papers: false, phone: false, contact: false })
  const { send, pending, problem } = useSend()
  const submit = () =>
    send({
      method: 'POST',
      path: `/matters/${matter.id}/worker-confirmation`,
      body: { notifyOn, toldWhatFollows: told, safetyPlan: plan },
      version: matter.version,
    })
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <Notice>{say('employer.about')}</Notice>
      <DateField name="/notifyOn" label={say('employer.ask.day')} value={notifyOn} onChange={setNotifyOn} required />
      <Tick name="/toldWhatFollows" label={say('employer.told')} value={told} onChange={setTold} />
      <fieldset className="stack-tight">
        <legend>{say('employer.plan')}</legend>
        <div className="choices">
          {PLAN.map((part) => (
            <Tick
              key={part}
              name={`/safetyPlan/${part}`}
              label={say(`employer.plan.${part}`)}
              value={plan[part]}
              onChange={(next) => setPlan({ ...plan, [part]: next })}
            />
          ))}
        </div>
      </fieldset>
      <div>
        <Button submit pending={pending} disabled={!notifyOn || !told}>
          {say('employer.confirm')}
        </Button>
      </div>
    </Form>
  )
}
