import { RightHolder } from '@ihala/contract'
import { OneOf } from '../components/choice-field.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Who speaks: the person, or whoever may speak for them. */
export type By = (typeof RightHolder)['enum'][number]

/** Asks who says it. */
export function ByField({ value, onChange }: { value: By; onChange: (by: By) => void }) {
  const { say, word } = useReading()
  return (
    <OneOf
      name="/by"
      label={say('rights.ask.by')}
      value={value}
      onChange={onChange}
      options={RightHolder.enum.map((code) => ({ code, word: word('right-holder', code) }))}
    />
  )
}
