import type { PersonPage } from '@ihala/contract'
import { Link } from 'wouter'
import type { Pages } from '../api/pages.ts'
import { OneOf } from '../components/choice-field.tsx'
import { More } from '../components/more.tsx'
import { Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { BothNames } from '../person/both-names.tsx'

/** Whom is it about? */
export function PersonQuestion({
  people,
  chosen,
  onChoose,
}: {
  people: Pages<PersonPage['items'][number]>
  chosen: string | undefined
  onChoose: (id: string) => void
}) {
  const { say } = useReading()
  return (
    <Read from={people.reader}>
      {(items) => (
        <>
          <OneOf
            name="/personId"
            label={<h2>{say('new.ask.person')}</h2>}
            hint={say('new.ask.person.hint')}
            value={chosen}
            onChange={onChoose}
            down
            options={items.map(({ id, name, otherName }) => ({ code: id, word: <BothNames name={name} otherName={otherName} /> }))}
          />
          <More pages={people} />
          <p>
            <Link href="/people/new">{say('people.new')}</Link>
          </p>
        </>
      )}
    </Read>
  )
}
