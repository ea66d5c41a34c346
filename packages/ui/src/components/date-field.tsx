import { type CalendarDate, getLocalTimeZone, parseAbsolute, parseDate, type ZonedDateTime } from '@internationalized/date'
import { Button } from 'react-aria-components/Button'
import { Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, CalendarHeading } from 'react-aria-components/Calendar'
import { DateInput, DateSegment } from 'react-aria-components/DateField'
import { DatePicker, type DateValue } from 'react-aria-components/DatePicker'
import { Dialog } from 'react-aria-components/Dialog'
import { FieldError } from 'react-aria-components/FieldError'
import { Group } from 'react-aria-components/Group'
import { Label } from 'react-aria-components/Label'
import { Popover } from 'react-aria-components/Popover'
import { useReading } from '../i18n/reading.tsx'
import { Icon } from './icon.tsx'
import type { FieldProps } from './text-field.tsx'

/** A calendar date, `YYYY-MM-DD`; the Umm al-Qura day is written under it. */
export function DateField({ value, onChange, ...field }: FieldProps<string | undefined>) {
  return (
    <Picker<CalendarDate>
      {...field}
      value={value === undefined ? null : parseDate(value)}
      shown={value}
      onChange={(date) => onChange(date === null ? undefined : date.toString())}
    />
  )
}

/** A moment, as an instant in UTC; typed in the organisation's time zone. */
export function MomentField({ value, onChange, ...field }: FieldProps<string | undefined>) {
  const { locale } = useReading()
  const zone = locale.timeZone || getLocalTimeZone()
  return (
    <Picker<ZonedDateTime>
      {...field}
      value={value === undefined ? null : parseAbsolute(value, zone)}
      shown={value}
      start={parseAbsolute(new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000).toISOString(), zone)}
      onChange={(moment) => onChange(moment === null ? undefined : moment.toDate().toISOString())}
    />
  )
}

interface PickerProps<T extends DateValue> extends Omit<FieldProps<T | null>, 'onChange'> {
  readonly onChange: (value: T | null) => void
  readonly shown: string | undefined
  /** Where the parts begin when nothing is chosen yet; it also says that there is an hour. */
  readonly start?: T
}

function Picker<T extends DateValue>({ name, label, hint, value, onChange, required = false, shown, start }: PickerProps<T>) {
  const { say, hijri } = useReading()
  return (
    <DatePicker<T>
      className="field"
      name={name}
      value={value}
      onChange={onChange}
      isRequired={required}
      validationBehavior="aria"
      granularity={start ? 'minute' : 'day'}
      hourCycle={24}
      hideTimeZone
      {...(start ? { placeholderValue: start } : {})}
    >
      <Label>
        {label} {!required && <span className="muted small">{say('field.optional')}</span>}
      </Label>
      {hint && <span className="hint">{hint}</span>}
      <Group className="field-row">
        <DateInput className="input date-input">{(segment) => <DateSegment className="date-part" segment={segment} />}</DateInput>
        <Button className="button" aria-label={say('field.open-calendar')}>
          <Icon name="calendar" />
        </Button>
      </Group>
      {shown && <span className="hint numbers">{hijri(shown)}</span>}
      <FieldError className="wrong" />
      <Popover className="popover">
        <Dialog>
          <Calendar className="calendar">
            <header>
              <Button slot="previous" className="button quiet">
                <span className="arrow" aria-hidden="true" />
              </Button>
              <CalendarHeading />
              <Button slot="next" className="button quiet">
                <span className="arrow onward" aria-hidden="true" />
              </Button>
            </header>
            <CalendarGrid>
              <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
              <CalendarGridBody>{(date) => <CalendarCell className="day" date={date} />}</CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  )
}
