import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { usePages } from '../api/pages.ts'
import { More } from '../components/more.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Read } from '../components/page.tsx'
import type { Listed } from '../person/listed-person.tsx'
import { FoundCount, NobodyFound } from './found-count.tsx'
import { SearchField } from './search-field.tsx'
import { SHORTEST, useFound } from './use-found.ts'

interface PeopleToChooseProps {
  /** Who is chosen already: shown whatever is looked for. */
  readonly chosen: readonly Listed[]
  /** How they are chosen. Those `kept` are chosen already, and not among those found. */
  readonly children: (people: readonly Listed[], kept: ReadonlySet<string>) => ReactNode
}

/** Those one may choose from: the newest files first, and whoever is found as one types. From the field, the arrow down leads to them. */
export function PeopleToChoose({ chosen, children }: PeopleToChooseProps) {
  const people = usePages<Listed>('/people')
  const [typed, setTyped] = useState('')
  const found = useFound(typed)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const searching = typed.trim().length >= SHORTEST
  const shown = searching ? (found.content?.people ?? []) : people.reader.content
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && typed !== '') {
      // It empties the field, and leaves what the field stands in open.
      event.preventDefault()
      event.stopPropagation()
      setTyped('')
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault()
      list.current?.querySelector<HTMLElement>('input')?.focus()
    }
  }
  const chosenFrom = (listed: readonly Listed[]) => {
    const kept = chosen
      .filter(({ id }) => listed.every((one) => one.id !== id))
      .map((one) => people.reader.content?.find(({ id }) => id === one.id) ?? one)
    return children([...kept, ...listed], new Set(kept.map(({ id }) => id)))
  }
  return (
    <Read from={{ ...people.reader, content: shown }}>
      {(listed) => (
        <>
          {(searching || listed.length > 0) && (
            <SearchField label="people.find" hint="people.find.hint" typed={typed} onType={setTyped} field={field} onKeyDown={press} />
          )}
          {searching && <FoundCount count={found.pending ? undefined : found.content?.people.length} />}
          <ProblemNotice problem={found.problem} again={found.again} />
          {searching && !found.pending && found.content?.people.length === 0 && <NobodyFound />}
          <div ref={list} aria-busy={found.pending}>
            {chosenFrom(listed)}
          </div>
          {!searching && <More pages={people} />}
        </>
      )}
    </Read>
  )
}
