import { type FormEvent, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'
import { fieldSentenceOf, type ProblemError } from '../api/problem.ts'
import { useReading } from '../i18n/reading.tsx'
import { leadTo } from './lead-to.ts'
import { ProblemNotice } from './notice.tsx'

interface FormProps {
  readonly onSubmit: () => void
  readonly problem: ProblemError | undefined
  /** Name of the field that somebody was led to, because its answer is missing. */
  readonly wanted?: string | undefined
  readonly children: ReactNode
}

/** Fields and what became of sending them. A problem that names a field stands at that field too. */
export function Form({ onSubmit, problem, wanted, children }: FormProps) {
  const { say } = useReading()
  const form = useRef<HTMLFormElement>(null)
  const errors = useMemo(
    () => ({
      ...(wanted === undefined ? {} : { [wanted]: say('rule.required') }),
      ...(problem?.field ? { [problem.field]: say(fieldSentenceOf(problem)) } : {}),
    }),
    [problem, wanted, say],
  )
  useEffect(() => {
    if (wanted !== undefined && form.current) leadTo(form.current, wanted)
  }, [wanted])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <AriaForm ref={form} className="stack" onSubmit={submit} validationErrors={errors}>
      <ProblemNotice problem={problem} />
      {children}
    </AriaForm>
  )
}
