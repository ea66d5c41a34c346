import type { MatterView } from '@ihala/contract'
import { Button, FAMILIES, Form, OneOf, TableFrame, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

type Confidence = (typeof FAMILIES)['confidence'][number]
type Indicator = (typeof FAMILIES)['indicator'][number]

/** The eleven indicators, each with how sure the screener is. They inform; who decides is a person. */
export function ScreeningStep({ matter }: { matter: MatterView }) {
  const { say, word } = useReading()
  const [found, setFound] = useState<Partial<Record<Indicator, Confidence>>>({})
  const [victimStatus, setVictimStatus] = useState<(typeof FAMILIES)['victim'][number]>()
  const { send, pending, problem } = useSend()
  const answered = FAMILIES.indicator.filter((indicator) => found[indicator] !== undefined)
  const submit = () =>
    send({
      method: 'POST',
      path: `/matters/${matter.id}/screening`,
      body: { indicators: answered.map((indicator) => ({ indicator, confidence: found[indicator] })), victimStatus },
      version: matter.version,
    })
  return (
    <details className="step" open={matter.victimStatus === 'not-assessed'}>
      <summary>{say(matter.victimStatus === 'not-assessed' ? 'screening.title' : 'screening.again')}</summary>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p className="small muted">{say('screening.about')}</p>
        <TableFrame label={say('screening.title')}>
          <table className="screening">
            <thead>
              <tr>
                <th scope="col">{say('screening.indicator')}</th>
                {FAMILIES.confidence.map((code) => (
                  <th scope="col" key={code}>
                    {word('confidence', code)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {FAMILIES.indicator.map((indicator, index) => (
                <tr key={indicator}>
                  <th scope="row">{`${index + 1}. ${word('indicator', indicator)}`}</th>
                  {FAMILIES.confidence.map((code) => (
                    <td key={code}>
                      <label>
                        <span className="only-heard">{`${word('indicator', indicator)}: ${word('confidence', code)}`}</span>
                        <input
                          type="radio"
                          name={indicator}
                          checked={found[indicator] === code}
                          onChange={() => setFound({ ...found, [indicator]: code })}
                        />
                      </label>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
        <OneOf
          name="/victimStatus"
          label={say('screening.victim')}
          value={victimStatus}
          onChange={setVictimStatus}
          options={FAMILIES.victim.map((code) => ({ code, word: word('victim', code) }))}
        />
        <div>
          <Button submit pending={pending} disabled={answered.length === 0 || !victimStatus}>
            {say('screening.send')}
          </Button>
        </div>
      </Form>
    </details>
  )
}
