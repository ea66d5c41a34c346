import { type ReactNode, useContext } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { FieldError, FieldErrorContext } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { Text } from 'react-aria-components/Text'
import type { FieldProps } from './text-field.tsx'

/** A choice of a closed list and its word. */
export interface Option<C extends string> {
  readonly code: C
  readonly word: ReactNode
  readonly disabled?: boolean
}

interface OneOfProps<C extends string> extends Omit<FieldProps<C | undefined>, 'onChange'> {
  readonly options: readonly Option<C>[]
  readonly onChange: (value: C) => void
  readonly down?: boolean
}

/** One of a few. */
export function OneOf<C extends string>({ name, label, hint, value, onChange, required = true, options, down = false }: OneOfProps<C>) {
  const choose = (code: string) => {
    const option = options.find((candidate) => candidate.code === code)
    if (option) onChange(option.code)
  }
  return (
    <RadioGroup className="field wide" name={name} value={value ?? null} onChange={choose} isRequired={required} validationBehavior="aria">
      <Label>{label}</Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <div className={down ? 'choices down' : 'choices'}>
        {options.map(({ code, word, disabled = false }) => (
          <Radio key={code} value={code} isDisabled={disabled} className="choice one">
            {word}
          </Radio>
        ))}
      </div>
      <FieldError className="wrong" />
    </RadioGroup>
  )
}

interface ManyOfProps<C extends string> extends FieldProps<readonly C[]> {
  readonly options: readonly Option<C>[]
  readonly down?: boolean
}

/** Any of a few, in the order of the list. */
export function ManyOf<C extends string>({ name, label, hint, value, onChange, required = false, options, down = false }: ManyOfProps<C>) {
  const choose = (chosen: string[]) => onChange(options.map(({ code }) => code).filter((code) => chosen.includes(code)))
  return (
    <CheckboxGroup className="field wide" name={name} value={[...value]} onChange={choose} isRequired={required} validationBehavior="aria">
      <Label>{label}</Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <div className={down ? 'choices down' : 'choices'}>
        {options.map(({ code, word, disabled = false }) => (
          <Checkbox key={code} value={code} isDisabled={disabled} className="choice many">
            {word}
          </Checkbox>
        ))}
      </div>
      <WrongBeyondMissing />
    </CheckboxGroup>
  )
}

/** That nothing is chosen yet is no mistake, and not to be said in the browser’s words: the button waits. */
function WrongBeyondMissing() {
  const fault = useContext(FieldErrorContext)
  return fault?.validationDetails.valueMissing ? null : <FieldError className="wrong" />
}

/** One yes or no. */
export function Tick({ name, label, value, onChange }: Pick<FieldProps<boolean>, 'name' | 'value' | 'onChange'> & { label: ReactNode }) {
  return (
    <Checkbox className="choice many" name={name} isSelected={value} onChange={onChange}>
      {label}
    </Checkbox>
  )
}
