import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'

/** A party to the matter whose name is checked blinded. */
export interface Party {
  readonly about: (typeof FAMILIES)['party'][number]
  readonly name: string
}

const MOST = 20

/** Names of parties, one below the other. */
export function PartyFields({ parties, onChange }: { parties: readonly Party[]; onChange: (parties: readonly Party[]) => void }) {
  const { say, word } = useReading()
  const put = (index: number, party: Party) => onChange(parties.map((kept, at) => (at === index ? party : kept)))
  return (
    <>
      {parties.map((party, index) => (
        <fieldset key={index} className="stack-tight">
          <OneOf
            name={`/names/${index}/about`}
            label={say('conflict.who')}
            value={party.about}
            onChange={(about) => put(index, { ...party, about })}
            options={FAMILIES.party.map((code) => ({ code, word: word('party', code) }))}
          />
          <TextField
            name={`/names/${index}/name`}
            label={say('conflict.name')}
            value={party.name}
            onChange={(name) => put(index, { ...party, name })}
            longest={200}
            required
          />
        </fieldset>
      ))}
      {parties.length < MOST && (
        <div>
          <Button look="quiet" onPress={() => onChange([...parties, { about: 'person-feared', name: '' }])}>
            {say('conflict.another')}
          </Button>
        </div>
      )}
    </>
  )
}
