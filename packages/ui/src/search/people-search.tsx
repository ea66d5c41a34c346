import type { PeopleFound } from '@ihala/contract'
import { type KeyboardEvent, type ReactNode, Suspense, useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { BothNames } from '../person/both-names.tsx'
import { SHORTEST, useFound } from './use-found.ts'

type Found = PeopleFound['people'][number]

/** Looks for somebody as one types, by a name however it is spelt or a number. What stands below it is shown as long as nothing is typed. */
export function PeopleSearch({ children }: { children: ReactNode }) {
  const { say } = useReading()
  const [typed, setTyped] = useState('')
  const found = useFound(typed)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
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
      <search>
        <div className="field">
          <label htmlFor={id}>{say('search.label')}</label>
          <span className="hint" id={`${id}-hint`}>
            {say('search.hint')}
          </span>
          <div className="row search-row">
            <input
              ref={field}
              id={id}
              className="input"
              type="text"
              inputMode="search"
              dir="auto"
              autoComplete="off"
              spellCheck={false}
              maxLength={100}
              aria-describedby={`${id}-hint`}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
            {typed !== '' && <Button onPress={clear}>{say('search.clear')}</Button>}
          </div>
        </div>
      </search>
      {!searching ? (
        children
      ) : (
        <div ref={list} className="stack" aria-busy={found.pending}>
          <p role="status" className={count === 0 ? 'only-heard' : 'small muted'}>
            <Suspense fallback={null}>{count === undefined ? say('wait.reading') : <Count count={count} />}</Suspense>
          </p>
          <ProblemNotice problem={found.problem} again={found.again} />
          {found.content && <Results found={found.content} settled={!found.pending} />}
        </div>
      )}
    </div>
  )
}

/** What counts comes after the first screen: meanwhile nothing of the search is taken away. */
function Count({ count }: { count: number }) {
  const { say } = useReading()
  return say('search.found', { count })
}

function Results({ found: { people, referral }, settled }: { found: PeopleFound; settled: boolean }) {
  const { say } = useReading()
  if (people.length === 0 && !referral)
    return settled ? (
      <div className="empty">
        <h2>{say('search.empty')}</h2>
        <p>{say('search.empty.about')}</p>
      </div>
    ) : null
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

function Person({ one: { id, name, otherName, referrals } }: { one: Found }) {
  return (
    <li>
      <Icon name="person" />
      <Link href={`/people/${id}`} className="grow">
        <BothNames name={name} otherName={otherName} />
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
  const { say } = useReading()
  return (
    <Link href={`/referrals/${id}`}>
      <bdi className="numbers">{isolate(reference)}</bdi>{' '}
      <span className="small muted">{say(side === 'recipient' ? 'work.received' : 'work.sent')}</span>
    </Link>
  )
}
