import type { LanguageUse, NeedSection } from '@ihala/contract'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { NumberField } from 'react-aria-components/NumberField'
import { Text } from 'react-aria-components/Text'
import { Button } from '../components/button.tsx'
import { Tick } from '../components/choice-field.tsx'
import { PickField } from '../components/pick-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { SPOKEN } from '../person/languages.ts'

const MOST_LANGUAGES = 6
const MOST_CHILDREN = 12

/** The languages somebody uses; speaking and reading are asked apart. */
export function LanguagesField({
  languages,
  onChange,
}: {
  languages: readonly LanguageUse[]
  onChange: (languages: readonly LanguageUse[]) => void
}) {
  const { say, languageName } = useReading()
  const put = (code: string, change: Partial<LanguageUse>) =>
    onChange(languages.map((language) => (language.code === code ? { ...language, ...change } : language)))
  const left = SPOKEN.filter((code) => !languages.some((language) => language.code === code))
  return (
    <fieldset className="stack-tight">
      <legend>{say('need.ask.languages')}</legend>
      {languages.map(({ code, speaks, reads }, index) => (
        <div key={code} className="row">
          <strong className="language-name">{languageName(code)}</strong>
          <Tick
            name={`/need/languages/${index}/speaks`}
            label={say('language.speaks.short')}
            value={speaks}
            onChange={(next) => put(code, { speaks: next })}
          />
          <Tick
            name={`/need/languages/${index}/reads`}
            label={say('language.reads.short')}
            value={reads}
            onChange={(next) => put(code, { reads: next })}
          />
          <Button look="quiet" onPress={() => onChange(languages.filter((language) => language.code !== code))}>
            {say('do.remove')}
          </Button>
        </div>
      ))}
      {languages.length < MOST_LANGUAGES && (
        <PickField
          key={languages.length}
          name="/need/languages"
          label={say(languages.length === 0 ? 'language.first' : 'language.another')}
          value={undefined}
          onChange={(code) => code && onChange([...languages, { code, speaks: true, reads: false }])}
          options={left.map((code) => ({ code, word: languageName(code) }))}
          required={languages.length === 0}
        />
      )}
    </fieldset>
  )
}

/** Children who come along, by age band, to place beds. */
export function ChildrenField({
  value,
  onChange,
}: {
  value: NeedSection['children']
  onChange: (children: NeedSection['children']) => void
}) {
  const { say, word } = useReading()
  const countOf = (band: string) => value.find(({ ageBand }) => ageBand === band)?.count ?? 0
  return (
    <fieldset className="stack-tight">
      <legend>{say('need.ask.children')}</legend>
      <div className="row">
        {FAMILIES['child-age-band'].map((ageBand) => (
          <CountField
            key={ageBand}
            name={`/need/children/${ageBand}`}
            label={word('child-age-band', ageBand)}
            value={countOf(ageBand)}
            most={MOST_CHILDREN}
            onChange={(count) =>
              onChange([...value.filter((child) => child.ageBand !== ageBand), ...(count > 0 ? [{ ageBand, count }] : [])])
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

interface CountProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value: number
  readonly most: number
  readonly onChange: (count: number) => void
}

/** A count of people, in the reader's digits. */
export function CountField({ name, label, hint, value, most, onChange }: CountProps) {
  return (
    <NumberField
      className="field count"
      name={name}
      value={value}
      minValue={0}
      maxValue={most}
      onChange={(count) => onChange(Number.isNaN(count) ? 0 : count)}
    >
      <Label>{label}</Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Group className="field-row">
        <AriaButton slot="decrement" className="button">
          −
        </AriaButton>
        <Input className="input" />
        <AriaButton slot="increment" className="button">
          +
        </AriaButton>
      </Group>
    </NumberField>
  )
}
