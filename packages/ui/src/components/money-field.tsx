import { useState } from 'react'
import { useReading } from '../i18n/reading.tsx'
import { minorUnitsFrom, typedFrom } from './money.ts'
import { type FieldProps, TextField } from './text-field.tsx'

/** An amount of money; what is kept are whole minor units. What is no amount is said at once and kept as nothing. */
export function MoneyField({ value, onChange, currency, ...field }: FieldProps<number | undefined> & { currency: string }) {
  const { say, money } = useReading()
  const [text, setText] = useState(value === undefined ? '' : typedFrom(value, currency))
  const type = (typed: string) => {
    setText(typed)
    onChange(minorUnitsFrom(typed, currency))
  }
  const understood = value === undefined ? (text === '' ? undefined : say('field.no-amount')) : money(value, currency)
  return <TextField {...field} hint={understood ?? field.hint} value={text} onChange={type} longest={16} direction="ltr" />
}
