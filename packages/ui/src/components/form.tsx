import { type FormEvent, type ReactNode, useMemo } from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'
import { fieldSentenceOf, type ProblemError } from '../api/problem.ts'
import { useReading } from '../i18n/reading.tsx'
import { ProblemNotice } from './notice.tsx'

interface FormProps {
  readonly onSubmit: () => void
  readonly problem: ProblemError | undefined
  readonly children: ReactNode
}

/** Fields and what became of sending them. A problem that names a field stands at that field too. */
export function Form({ onSubmit, problem, children }: FormProps) {
  const { say } = useReading()
  const errors = useMemo(() => (problem?.field ? { [problem.field]: say(fieldSentenceOf(problem)) } : {}), [problem, say])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <AriaForm className="stack" onSubmit={submit} validationErrors={errors}>
      <ProblemNotice problem={problem} />
      {children}
    </AriaForm>
  )
}
