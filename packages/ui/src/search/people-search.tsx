import type { PeopleFound } from '@ihala/contract'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Icon } from '../components/icon.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { ListedPerson } from '../person/listed-person.tsx'
import { FoundCount, NobodyFound } from './found-count.tsx'
import { SearchField } from './search-field.tsx'
import { SHORTEST, useFound } from './use-found.ts'

type Found = PeopleFound['people'][number]

interface PeopleSearchProps {
  /** Whether anybody is known by name here; else a referral is found by its number. */
  readonly names: boolean
  readonly children: ReactNode
}

/** Looks for somebody as one types, by a name however it is spelt or a number. What stands below it is shown as long as nothing is typed. */
export function PeopleSearch({ names, children }: PeopleSearchProps) {
  const [typed, setTyped] = useState('')
  const found = useFound(typed)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const searching = typed.trim().length >= SHORTEST
  const { content, pending } = found
  const count = content && !pending ? content.people.length + (content.referral ? 1 : 0) : undefined
  const clear = () => {
    setTyped('')
    field.current?.focus()
  }
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && typed !== '') {
      event.preventDefault()
      return clear()
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops = [field.current, ...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])].filter((stop) => stop !== null)
    const at = stops.indexOf(document.activeElement as HTMLElement)
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field and the links inside it are what is pressed; the arrows only lead from one to the next
    <div className="search stack" onKeyDown={move}>
      <SearchField
        label={names ? 'search.label' : 'search.label.referral'}
        hint={names ? 'search.hint' : 'search.hint.referral'}
        typed={typed}
        onType={setTyped}
        field={field}
      />
      {!searching ? (
        children
      ) : (
        <div ref={list} className="stack" aria-busy={found.pending}>
          <FoundCount count={count} />
          <ProblemNotice problem={found.problem} again={found.again} />
          {found.content && <Results found={found.content} settled={!found.pending} />}
        </div>
      )}
    </div>
  )
}

function Results({ found: { people, referral }, settled }: { found: PeopleFound; settled: boolean }) {
  if (people.length === 0 && !referral) return settled ? <NobodyFound /> : null
  return (
    <ul className="list">
      {referral && (
        <li>
          <Icon name="folder" />
          <ReferralLink {...referral} />
        </li>
      )}
      {people.map((one) => (
        <Person key={one.id} one={one} />
      ))}
    </ul>
  )
}

function Person({ one: { referrals, ...one } }: { one: Found }) {
  return (
    <li>
      <Icon name="person" />
      <Link href={`/people/${one.id}`} className="grow">
        <ListedPerson one={one} />
      </Link>
      <span className="row">
        {referrals.map((referral) => (
          <ReferralLink key={referral.id} {...referral} />
        ))}
      </span>
    </li>
  )
}

function ReferralLink({ id, reference, side }: NonNullable<PeopleFound['referral']>) {
  const { say, between } = useReading()
  return (
    <Link href={`/referrals/${id}`}>
      <bdi className="numbers">{isolate(reference)}</bdi>
      <span className="small muted">
        {between}
        {say(side === 'recipient' ? 'work.received' : 'work.sent')}
      </span>
    </Link>
  )
}
