import { type CalendarDate, parseAbsolute, parseDate, type ZonedDateTime } from '@internationalized/date'
import { Button } from 'react-aria-components/Button'
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
} from 'react-aria-components/Calendar'
import { DateInput, DateSegment } from 'react-aria-components/DateField'
import { DatePicker } from 'react-aria-components/DatePicker'
import { Dialog } from 'react-aria-components/Dialog'
import { FieldError } from 'react-aria-components/FieldError'
import { Group } from 'react-aria-components/Group'
import { Label } from 'react-aria-components/Label'
import { Popover } from 'react-aria-components/Popover'
import { useReading } from '../i18n/reading.tsx'
import { Icon } from './icon.tsx'
import type { FieldProps } from './text-field.tsx'

/** A calendar date, `YYYY-MM-DD`; the Umm al-Qura day is written under it. */
export function DateField({ name, value, onChange, required = false, ...said }: FieldProps<string | undefined>) {
  return (
    <DatePicker<CalendarDate>
      className="field"
      name={name}
      value={value === undefined ? null : parseDate(value)}
      onChange={(date) => onChange(date === null ? undefined : date.toString())}
      isRequired={required}
      validationBehavior="aria"
      granularity="day"
    >
      <Inside {...said} required={required} shown={value} />
    </DatePicker>
  )
}

const HOUR = 3_600_000

/** A moment, as an instant in UTC; typed in the reader's time zone, from the next full hour. */
export function MomentField({ name, value, onChange, required = false, ...said }: FieldProps<string | undefined>) {
  const { locale } = useReading()
  return (
    <DatePicker<ZonedDateTime>
      className="field"
      name={name}
      value={value === undefined ? null : parseAbsolute(value, locale.timeZone)}
      placeholderValue={parseAbsolute(new Date(Math.ceil(Date.now() / HOUR) * HOUR).toISOString(), locale.timeZone)}
      onChange={(moment) => onChange(moment === null ? undefined : moment.toDate().toISOString())}
      isRequired={required}
      validationBehavior="aria"
      granularity="minute"
      hourCycle={24}
      hideTimeZone
    >
      <Inside {...said} required={required} shown={value} />
    </DatePicker>
  )
}

interface InsideProps extends Pick<FieldProps<unknown>, 'label' | 'hint'> {
  readonly required: boolean
  readonly shown: string | undefined
}

function Inside({ label, hint, required, shown }: InsideProps) {
  const { say, hijri } = useReading()
  return (
    <>
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
    </>
  )
}
