import type { FormEvent, ReactNode } from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'

/** What this page itself finds wrong, by the name of the field. */
export type Faults = Readonly<Record<string, string>>

/** A form that nobody but this page checks: what is wrong stands at its field. */
export function CheckedForm({ faults, onSubmit, children }: { faults: Faults; onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <AriaForm className="stack" onSubmit={submit} validationErrors={faults}>
      {children}
    </AriaForm>
  )
}
