import type { MemberList, PersonDetail } from '@ihala/contract'
import type { ReactNode } from 'react'
import type { Static } from 'typebox'
import type { Reader } from '../api/hooks.tsx'
import type { ProblemError } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { useReading } from '../i18n/reading.tsx'
import { CheckQuestion } from './check-question.tsx'
import { DoorsQuestion } from './doors-question.tsx'
import { type Draft, type Offline, purposesOf } from './draft.ts'
import { ConditionsQuestion, WhatQuestion, WhoQuestion } from './need-questions.tsx'
import { answered, QUESTIONS, type Question, questionOf } from './questions.ts'
import { RecipientQuestion } from './recipient-question.tsx'
import { ToldQuestion } from './told-question.tsx'
import { UntilQuestion } from './until-question.tsx'

interface ReferralQuestionsProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly here: Question
  readonly onGo: (question: Question) => void
  /** Whether a question may be left as it was answered; all may where nobody can be asked. */
  readonly mayLeave?: (question: Question) => Promise<boolean>
  /** After the last answer. */
  readonly onEnd: () => void
  /** What the last button says. */
  readonly end: string
  readonly members: Reader<Static<typeof MemberList>>
  /** What is written down of whoever is referred. */
  readonly person: PersonDetail | undefined
  /** Where it is written down without a network. */
  readonly offline?: Offline
  readonly personQuestion: ReactNode
  readonly pending: boolean
  readonly problem: ProblemError | undefined
  /** Name of the field that somebody was led to. */
  readonly wanted?: string | undefined
}

/** The questions of a new referral, one a page; what was refused is shown at the question that holds it. */
export function ReferralQuestions(props: ReferralQuestionsProps) {
  const { draft, here, onGo, mayLeave, onEnd, end, members, person, offline, personQuestion, pending, problem, wanted } = props
  const { say } = useReading()
  const next = QUESTIONS[QUESTIONS.indexOf(here) + 1]
  const before = QUESTIONS[QUESTIONS.indexOf(here) - 1]
  const change = (changed: Draft) =>
    props.onChange(
      changed.need.needs === draft.need.needs
        ? changed
        : { ...changed, consent: { ...changed.consent, purposes: purposesOf(changed.need.needs) } },
    )
  const goOn = async () => {
    if (mayLeave && !(await mayLeave(here))) return
    if (next) onGo(next)
    else onEnd()
  }
  const at = questionOf(problem?.field)
  const shared = { draft, onChange: change }
  const to = members.content?.members.find(({ entityId }) => entityId === draft.to)
  const after = draft.next.flatMap((body) => members.content?.members.filter(({ entityId }) => entityId === body.to) ?? [])
  return (
    <div className="question">
      <Form
        onSubmit={() => void goOn()}
        problem={here === 'check' || here === at ? problem : undefined}
        wanted={here === questionOf(wanted) ? wanted : undefined}
      >
        {here === 'check' && at && (
          <p>
            <Button onPress={() => onGo(at)}>{say('new.go-to-question')}</Button>
          </p>
        )}
        {here === 'person' && personQuestion}
        {here === 'recipient' && <RecipientQuestion {...shared} members={members} />}
        {here === 'what' && <WhatQuestion {...shared} serves={to?.serves} />}
        {here === 'who' && <WhoQuestion {...shared} />}
        {here === 'conditions' && <ConditionsQuestion {...shared} />}
        {here === 'doors' && <DoorsQuestion {...shared} to={to} person={person} offline={offline} />}
        {here === 'told' && <ToldQuestion {...shared} to={to} />}
        {here === 'until' && <UntilQuestion {...shared} members={members} to={to} />}
        {here === 'check' && person && to && <CheckQuestion {...shared} person={person} offline={offline} to={to} next={after} />}
        <div className="row question-ways">
          <Button submit look="primary" pending={pending} disabled={!answered(here, draft)}>
            {here !== 'check' ? say('new.next') : end}
          </Button>
          {before && <Button onPress={() => onGo(before)}>{say('new.back')}</Button>}
        </div>
      </Form>
    </div>
  )
}
