import type { PersonPage } from '@ihala/contract'
import { Link } from 'wouter'
import type { Reader } from '../api/hooks.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Whom is it about? */
export function PersonQuestion({ people, chosen, onChoose }: { people: Reader<PersonPage>; chosen: string | undefined; onChoose: (id: string) => void }) {
  const { say } = useReading()
  return (
    <Read from={people}>
      {({ items }) => (
        <>
          <OneOf
            name="/personId"
            label={<h2>{say('new.ask.person')}</h2>}
            hint={say('new.ask.person.hint')}
            value={chosen}
            onChange={onChoose}
            down
            options={items.map(({ id, name }) => ({ code: id, word: <bdi>{name}</bdi> }))}
          />
          <p>
            <Link href="/people/new">{say('people.new')}</Link>
          </p>
        </>
      )}
    </Read>
  )
}
