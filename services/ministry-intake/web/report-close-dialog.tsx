import { ReportClosing, type ReportLine } from '@ihala/contract'
import { Button, Dialog, Form, OneOf, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'

type Outcome = (typeof OUTCOMES)[number]
const OUTCOMES = ReportClosing.properties.outcome.enum

/** Says what became of a report; whoever reported sees it with their receipt. */
export function ReportCloseDialog({ report, isCase, onClose }: { report: ReportLine; isCase: boolean; onClose: () => void }) {
  const { say, word } = useReading()
  const [outcome, setOutcome] = useState<Outcome>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/reports/${report.id}/closing`, body: { outcome }, version: report.version })) onClose()
  }
  return (
    <Dialog title={say('report.close')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <OneOf
          name="/outcome"
          label={say('report.close.outcome')}
          hint={say('report.close.hint')}
          value={outcome}
          onChange={setOutcome}
          options={OUTCOMES.filter((code) => isCase || code !== 'became-case').map((code) => ({
            code,
            word: word('report-outcome', code),
          }))}
          down
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={outcome === undefined}>
            {say('report.close')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
