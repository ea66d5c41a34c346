import { TextField } from '../components/text-field.tsx'

interface PinFieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly required?: boolean
}

/** A PIN: digits or words, never shown. */
export function PinField({ required = true, ...given }: PinFieldProps) {
  return <TextField {...given} type="password" direction="ltr" required={required} longest={120} />
}
