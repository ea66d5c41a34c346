import { type ReactNode, useState } from 'react'
import { ProblemError } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf, Tick } from '../components/choice-field.tsx'
import { DateField, MomentField } from '../components/date-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { HourField } from '../components/hour-field.tsx'
import { MoneyField } from '../components/money-field.tsx'
import { More } from '../components/more.tsx'
import { PickField } from '../components/pick-field.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { TextField } from '../components/text-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Specimen } from './specimen.ts'

const WRONG = new ProblemError({ code: 'body-invalid', status: 400, field: '/wrong', rule: 'maxLength' })
const NOBODY = '/people/00000000-0000-7000-8000-000000000000'

/** What is asked: fields, a form with a fault, a dialog. */
export const ASKED: readonly Specimen[] = [
  { name: 'TextField', shown: () => <Text /> },
  { name: 'Form', shown: () => <Faulty /> },
  { name: 'OneOf', shown: () => <One /> },
  { name: 'ManyOf', shown: () => <Many /> },
  { name: 'Tick', shown: () => <Ticked /> },
  { name: 'PickField', shown: () => <Pick /> },
  { name: 'DateField', shown: () => <Day /> },
  { name: 'MomentField', shown: () => <Moment /> },
  { name: 'HourField', shown: () => <Hour /> },
  { name: 'MoneyField', shown: () => <Money /> },
  { name: 'Dialog', shown: () => <Asked /> },
  {
    name: 'More',
    shown: () => (
      <More pages={{ reader: { content: [], problem: undefined, again: () => undefined }, more: () => undefined, loadingMore: false }} />
    ),
  },
  { name: 'ReasonAsked', shown: () => <ReasonAsked path={NOBODY} /> },
]

/** A value that is kept while the page is open. */
function Kept<T>({ first, children }: { first: T; children: (value: T, keep: (value: T) => void) => ReactNode }) {
  const [value, keep] = useState(first)
  return <>{children(value, keep)}</>
}

function Text() {
  const { say } = useReading()
  return (
    <Kept first="">
      {(value, keep) => (
        <>
          <TextField name="/text" label={say('person.employer')} value={value} onChange={keep} />
          <TextField
            name="/lines"
            label={say('notes.new')}
            hint={say('paper.keep')}
            value={value}
            onChange={keep}
            longest={300}
            lines
            required
          />
        </>
      )}
    </Kept>
  )
}

function Faulty() {
  const { say } = useReading()
  return (
    <Form onSubmit={() => undefined} problem={WRONG}>
      <Kept first="EP7700012">
        {(value, keep) => <TextField name="/wrong" label={say('person.passport')} value={value} onChange={keep} direction="ltr" />}
      </Kept>
    </Form>
  )
}

function One() {
  const { say, word } = useReading()
  const options = (['immediate', 'tonight', 'planned'] as const).map((code) => ({ code, word: word('urgency', code) }))
  return (
    <Kept<'immediate' | 'tonight' | 'planned' | undefined> first="tonight">
      {(value, keep) => <OneOf name="/one" label={say('ask.capacity')} value={value} onChange={keep} options={options} />}
    </Kept>
  )
}

function Many() {
  const { say, word } = useReading()
  const options = (['arrival-time', 'escort', 'medical-check-first'] as const).map((code) => ({ code, word: word('condition', code) }))
  return (
    <Kept<readonly ('arrival-time' | 'escort' | 'medical-check-first')[]> first={['escort']}>
      {(value, keep) => <ManyOf name="/many" label={say('ask.conditions')} value={value} onChange={keep} options={options} down />}
    </Kept>
  )
}

function Ticked() {
  const { say } = useReading()
  return <Kept first={true}>{(value, keep) => <Tick name="/tick" label={say('ask.transfer')} value={value} onChange={keep} />}</Kept>
}

function Pick() {
  const { say, languageName } = useReading()
  const options = ['npi', 'ben', 'amh', 'swa'].map((code) => ({ code, word: languageName(code) }))
  return (
    <Kept<string | undefined> first="npi">
      {(value, keep) => <PickField name="/pick" label={say('consent.language')} value={value} onChange={keep} options={options} />}
    </Kept>
  )
}

function Day() {
  const { say } = useReading()
  return (
    <Kept<string | undefined> first="2026-03-01">
      {(value, keep) => <DateField name="/day" label={say('ask.review-on')} value={value} onChange={keep} required />}
    </Kept>
  )
}

function Hour() {
  const { say } = useReading()
  return (
    <Kept<string> first="21:30">
      {(value, keep) => <HourField name="/hour" label={say('person.hours.from')} value={value} onChange={keep} />}
    </Kept>
  )
}

function Moment() {
  const { say } = useReading()
  return (
    <Kept<string | undefined> first="2026-03-01T18:30:00.000Z">
      {(value, keep) => <MomentField name="/moment" label={say('ask.held-until')} value={value} onChange={keep} />}
    </Kept>
  )
}

function Money() {
  const { say } = useReading()
  return (
    <Kept<number | undefined> first={120_050}>
      {(value, keep) => <MoneyField name="/money" label={say('award-for.amount')} value={value} onChange={keep} currency="QAR" />}
    </Kept>
  )
}

function Asked() {
  const { say, word } = useReading()
  return (
    <Kept first={false}>
      {(open, show) => (
        <>
          <Button onPress={() => show(true)}>{word('verb', 'cancel')}</Button>
          <Dialog title={word('verb', 'cancel')} open={open} onClose={() => show(false)}>
            <p>{say('referral.cancelling.theirs')}</p>
            <div>
              <Button onPress={() => show(false)}>{say('do.not-now')}</Button>
            </div>
          </Dialog>
        </>
      )}
    </Kept>
  )
}
