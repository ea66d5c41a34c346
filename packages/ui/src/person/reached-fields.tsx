import type { SafeContactSection } from '@ihala/contract'
import { Tick } from '../components/choice-field.tsx'
import { HourField } from '../components/hour-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Draft } from './draft.ts'

interface ReachedProps<C extends 'contact' | 'safe-contact'> {
  readonly at: string
  readonly value: NonNullable<Draft[C]>
  readonly onChange: (value: NonNullable<Draft[C]>) => void
}

/** How somebody is reached. `at` is the JSON Pointer of the section in the request. */
export function ContactFields({ at, value, onChange }: ReachedProps<'contact'>) {
  const { say } = useReading()
  return (
    <div className="field-grid">
      <TextField
        name={`${at}/telephone`}
        label={say('person.telephone')}
        hint={say('person.telephone.hint')}
        type="tel"
        value={value.telephone ?? ''}
        onChange={(telephone) => onChange({ ...value, telephone })}
        direction="ltr"
      />
      <TextField
        name={`${at}/email`}
        label={say('person.email')}
        type="email"
        value={value.email ?? ''}
        onChange={(email) => onChange({ ...value, email })}
        direction="ltr"
      />
      <TextField
        name={`${at}/whereabouts`}
        label={say('person.whereabouts')}
        value={value.whereabouts ?? ''}
        onChange={(whereabouts) => onChange({ ...value, whereabouts })}
        longest={500}
        lines
      />
    </div>
  )
}

/** When and how contact is safe, and what never to do. `at` as above. */
export function SafeContactFields({ at, value, onChange }: ReachedProps<'safe-contact'>) {
  const { say } = useReading()
  const put = (change: Partial<SafeContactSection>) => onChange({ ...value, ...change })
  const hours = value.hours ?? { from: '', until: '' }
  return (
    <div className="field-grid">
      <Tick
        name={`${at}/mayContact`}
        label={say('person.may-contact')}
        value={value.mayContact ?? false}
        onChange={(mayContact) => put({ mayContact })}
      />
      <TextField
        name={`${at}/telephone`}
        label={say('person.telephone')}
        hint={say('person.telephone.hint')}
        type="tel"
        value={value.telephone ?? ''}
        onChange={(telephone) => put({ telephone })}
        direction="ltr"
      />
      <HourField
        name={`${at}/hours/from`}
        label={say('person.hours.from')}
        value={hours.from}
        onChange={(from) => put({ hours: { ...hours, from } })}
      />
      <HourField
        name={`${at}/hours/until`}
        label={say('person.hours.until')}
        value={hours.until}
        onChange={(until) => put({ hours: { ...hours, until } })}
      />
      <TextField
        name={`${at}/codeWord`}
        label={say('person.code-word')}
        value={value.codeWord ?? ''}
        onChange={(codeWord) => put({ codeWord })}
        longest={60}
      />
      <TextField
        name={`${at}/never`}
        label={say('person.never')}
        value={value.never ?? ''}
        onChange={(never) => put({ never })}
        longest={500}
        lines
      />
    </div>
  )
}
