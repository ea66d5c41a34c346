import { type FormEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'
import { fieldSentenceOf, type ProblemError } from '../api/problem.ts'
import { useReading } from '../i18n/reading.tsx'
import { Button } from './button.tsx'
import { fieldIn, labelOf, leadTo } from './lead-to.ts'
import { Notice, ProblemNotice } from './notice.tsx'

interface FormProps {
  readonly onSubmit: () => void
  readonly problem: ProblemError | undefined
  /** Name of the field that somebody was led to, because its answer is missing. */
  readonly wanted?: string | undefined
  readonly children: ReactNode
}

/** The field that a problem names: what it is called, and whether it says itself what is wrong. */
interface FieldAt {
  readonly label: string
  readonly said: boolean
}

/** Fields and what became of sending them. A problem of a field stands at that field until it is answered anew; the form leads there. */
export function Form({ onSubmit, problem: refused, wanted, children }: FormProps) {
  const { say } = useReading()
  const form = useRef<HTMLFormElement>(null)
  const [mended, setMended] = useState<ProblemError>()
  const problem = refused === mended ? undefined : refused
  const [at, setAt] = useState<FieldAt>()
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
  useLayoutEffect(() => {
    const field = problem?.field === undefined || !form.current ? undefined : fieldIn(form.current, problem.field)
    const label = field && labelOf(field)
    setAt(label === undefined ? undefined : { label, said: field?.querySelector('.wrong') !== null })
    const mend = ({ target }: Event) => target instanceof Node && field?.contains(target) && setMended(problem)
    // At the document, after React has heard what was typed: a change before that would put back what stood in the field.
    document.addEventListener('input', mend)
    return () => document.removeEventListener('input', mend)
  }, [problem])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMended(undefined)
    onSubmit()
  }
  return (
    <AriaForm ref={form} className="stack" onSubmit={submit} validationErrors={errors}>
      {problem?.field && at ? (
        <Notice tone="danger">
          {!at.said && <p>{say(fieldSentenceOf(problem))}</p>}
          <p>
            {say('problem.at-field')}{' '}
            <Button look="quiet" onPress={() => problem.field && form.current && leadTo(form.current, problem.field)}>
              {at.label}
            </Button>
          </p>
        </Notice>
      ) : (
        <ProblemNotice problem={problem} />
      )}
      {children}
    </AriaForm>
  )
}
