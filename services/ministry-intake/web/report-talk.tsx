import { REPORT_MESSAGE_LENGTH, type ReportOpened } from '@ihala/contract'
import { Button, Card, Form, TextField, useReading, useSend, When } from '@ihala/ui'
import { useState } from 'react'
import { askHint } from './ask-hint.ts'

/** What was said with somebody unknown, and a field to say more. They see it when they come back with their receipt. */
export function ReportTalk({ opened }: { opened: ReportOpened }) {
  const { report, messages } = opened
  const reading = useReading()
  const { say } = reading
  const [text, setText] = useState('')
  const { send, pending, problem } = useSend()
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/reports/${report.id}/questions`, body: { text }, version: report.version })
    if (sent) setText('')
  }
  return (
    <Card title={say('report.talk')}>
      <div className="stack">
        {messages.length === 0 ? (
          <p className="muted">{say('report.talk.empty')}</p>
        ) : (
          <ol className="list">
            {messages.map(({ from, at, text: words }, index) => (
              // Nothing else tells two messages of one hour apart, and none is ever taken out.
              <li key={index}>
                <span className="grow stack-tight">
                  <span className="row">
                    <strong>{say(`report.voice.${from}`)}</strong> <When at={at} hour />
                  </span>
                  <span className="said" dir="auto">
                    {words}
                  </span>
                </span>
              </li>
            ))}
          </ol>
        )}
        <Form onSubmit={() => void submit()} problem={problem}>
          <TextField
            name="/text"
            label={say('report.ask.label')}
            hint={askHint(reading, opened)}
            value={text}
            onChange={setText}
            longest={REPORT_MESSAGE_LENGTH}
            lines
            required
          />
          <div>
            <Button submit look="primary" pending={pending} disabled={text.trim() === ''}>
              {say('report.ask.send')}
            </Button>
          </div>
        </Form>
      </div>
    </Card>
  )
}
