import { ManyOf, Tick } from '../components/choice-field.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import type { Draft } from './draft.ts'
import { SPOKEN } from './languages.ts'

type Testimony = NonNullable<Draft['testimony']>

/** The account, told once, in the words the person approved (D15), and the indicators heard in it. */
export function TestimonyFields({ value, onChange }: { value: Testimony; onChange: (value: Testimony) => void }) {
  const { say, word, languageName } = useReading()
  return (
    <>
      <PickField
        name="/sections/testimony/language"
        label={say('person.testimony.language')}
        value={value.language}
        onChange={(language) => language && onChange({ ...value, language })}
        options={SPOKEN.map((code) => ({ code, word: languageName(code) }))}
      />
      <TextField
        name="/sections/testimony/text"
        label={say('person.testimony')}
        value={value.text ?? ''}
        onChange={(text) => onChange({ ...value, text })}
        longest={3000}
        lines
      />
      <Tick
        name="/sections/testimony/approvedByPerson"
        label={say('person.testimony.approved')}
        value={value.approvedByPerson ?? false}
        onChange={(approvedByPerson) => onChange({ ...value, approvedByPerson })}
      />
      <ManyOf
        name="/sections/testimony/indicators"
        label={say('person.indicators')}
        hint={say('person.indicators.hint')}
        value={value.indicators ?? []}
        onChange={(indicators) => onChange({ ...value, indicators: [...indicators] })}
        options={FAMILIES.indicator.map((code) => ({ code, word: word('indicator', code) }))}
      />
    </>
  )
}
