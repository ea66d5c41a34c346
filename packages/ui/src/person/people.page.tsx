import type { PersonPage } from '@ihala/contract'
import { Link } from 'wouter'
import { usePages } from '../api/pages.ts'
import { LinkButton } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { More } from '../components/more.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PeopleSearch } from '../search/people-search.tsx'
import { ListedPerson } from './listed-person.tsx'

/** The people this organisation keeps a file of. */
export default function PeoplePage() {
  const { say } = useReading()
  const people = usePages<PersonPage['items'][number]>('/people')
  return (
    <Page
      title={say('people.title')}
      about={say('people.about')}
      actions={
        <LinkButton to="/people/new" look="primary">
          <Icon name="add" /> {say('people.new')}
        </LinkButton>
      }
    >
      <PeopleSearch names>
        <Read from={people.reader}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={say('people.empty')}>
                <p>{say('people.empty.about')}</p>
              </Empty>
            ) : (
              <ul className="list">
                {items.map((one) => (
                  <li key={one.id}>
                    <Icon name="person" />
                    <Link href={`/people/${one.id}`} className="grow">
                      <ListedPerson one={one} />
                    </Link>
                    <Link href={`/new?person=${one.id}`}>
                      {say('people.refer')} <span className="only-heard">{one.name}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            )
          }
        </Read>
        <More pages={people} />
      </PeopleSearch>
    </Page>
  )
}
