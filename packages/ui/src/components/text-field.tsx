import type { ReactNode } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField as AriaTextField } from 'react-aria-components/TextField'
import type { MessageKey } from '../i18n/messages.ts'
import { useReading } from '../i18n/reading.tsx'

/** What every field has. `name` is the JSON Pointer of its value in the request, so that a problem finds its field. */
export interface FieldProps<T> {
  readonly name: string
  readonly label: ReactNode
  readonly hint?: string | undefined
  readonly value: T
  readonly onChange: (value: T) => void
  readonly required?: boolean
}

/** A field that lacks its answer. */
export interface Missing {
  /** Its `name`. */
  readonly field: string
  /** What its form calls it. */
  readonly words: MessageKey
}

interface TextFieldProps extends FieldProps<string> {
  readonly longest?: number | undefined
  readonly lines?: boolean
  readonly type?: 'text' | 'tel' | 'email' | 'password'
  /** Direction of what is typed, where it is not that of the page (telephone numbers, passports, Latin names). */
  readonly direction?: 'ltr' | 'auto'
}

/** One line, or several, of text. */
export function TextField({
  name,
  label,
  hint,
  value,
  onChange,
  required = false,
  longest,
  lines = false,
  type = 'text',
  direction = 'auto',
}: TextFieldProps) {
  const { say } = useReading()
  const limits = { dir: direction, ...(longest === undefined ? {} : { maxLength: longest }) }
  return (
    <AriaTextField
      className="field"
      name={name}
      value={value}
      onChange={onChange}
      isRequired={required}
      type={type}
      validationBehavior="aria"
    >
      <Label>
        {label} {!required && <span className="muted small">{say('field.optional')}</span>}
      </Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      {lines ? <TextArea className="input" {...limits} /> : <Input className="input" {...limits} />}
      {lines && longest !== undefined && <span className="hint numbers">{say('field.left', { left: longest - value.length })}</span>}
      <FieldError className="wrong" />
    </AriaTextField>
  )
}
