import type { PersonDetail } from '@ihala/contract'
import { OneOf } from '../components/choice-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ListedPerson } from '../person/listed-person.tsx'
import { NewPersonWay } from '../person/new-person-way.tsx'
import { PeopleToChoose } from '../search/people-to-choose.tsx'
import type { Draft } from './draft.ts'

interface PersonQuestionProps {
  /** The answers so far. */
  readonly draft: Draft
  readonly chosen: string | undefined
  /** The file of whoever is chosen, once it is read. */
  readonly file: PersonDetail | undefined
  readonly onChoose: (id: string) => void
}

/** Whom is it about? */
export function PersonQuestion({ draft, chosen, file, onChoose }: PersonQuestionProps) {
  const { say } = useReading()
  const { names, dateOfBirth, nationality = null } = file?.sections.identity ?? {}
  const known = file && {
    id: file.id,
    name: names?.own ?? names?.latin ?? '',
    otherName: names?.own === undefined ? null : names.latin,
    birthYear: dateOfBirth === undefined ? null : Number(dateOfBirth.slice(0, 4)),
    nationality,
  }
  return (
    <>
      <h2>{say('new.ask.person')}</h2>
      <PeopleToChoose chosen={known ? [known] : []}>
        {(people, kept) => (
          <OneOf
            name="/personId"
            label={say('people.title')}
            hint={say('new.ask.person.hint')}
            value={chosen}
            onChange={onChoose}
            down
            options={people.map((one) => ({ code: one.id, word: <ListedPerson one={one} kept={kept.has(one.id)} /> }))}
          />
        )}
      </PeopleToChoose>
      <NewPersonWay path="/new" title={say('new.title')} form={draft} />
    </>
  )
}
