import { parseTime, type Time } from '@internationalized/date'
import { DateInput, DateSegment } from 'react-aria-components/DateField'
import { FieldError } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { TimeField } from 'react-aria-components/TimeField'
import { useReading } from '../i18n/reading.tsx'
import type { FieldProps } from './text-field.tsx'

/** An hour of the day, `HH:MM`, by 24 hours as everywhere; empty where none was typed. A browser’s own field follows the browser. */
export function HourField({ name, label, hint, value, onChange, required = false }: FieldProps<string>) {
  const { say } = useReading()
  return (
    <TimeField<Time>
      className="field"
      name={name}
      value={value === '' ? null : parseTime(value)}
      onChange={(time) => onChange(time === null ? '' : time.toString().slice(0, 5))}
      isRequired={required}
      validationBehavior="aria"
      granularity="minute"
      hourCycle={24}
    >
      <Label>
        {label} {!required && <span className="muted small">{say('field.optional')}</span>}
      </Label>
      {hint && <span className="hint">{hint}</span>}
      <DateInput className="input date-input">{(segment) => <DateSegment className="date-part" segment={segment} />}</DateInput>
      <FieldError className="wrong" />
    </TimeField>
  )
}
