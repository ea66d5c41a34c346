import type { Created, DraftKept, MemberList, PersonDetail, PersonPage } from '@ihala/contract'
import { useEffect, useState } from 'react'
import type { Static } from 'typebox'
import { useLocation, useSearchParams } from 'wouter'
import { useRead, useSend } from '../api/hooks.tsx'
import { usePages } from '../api/pages.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PathSteps } from '../pictures/path-steps.tsx'
import { useUndone } from '../undo/undone.ts'
import { draftOf } from './again.ts'
import { CheckQuestion } from './check-question.tsx'
import { DoorsQuestion } from './doors-question.tsx'
import { asksTogether, type Draft, EMPTY_DRAFT, prefilled, purposesOf, requestOf, waits } from './draft.ts'
import { ConditionsQuestion, WhatQuestion, WhoQuestion } from './need-questions.tsx'
import { PersonQuestion } from './person-question.tsx'
import { answered, QUESTIONS, type Question, questionOf, reachable, STAGES, stageOf } from './questions.ts'
import { RecipientQuestion } from './recipient-question.tsx'
import { ToldQuestion } from './told-question.tsx'
import { UntilQuestion } from './until-question.tsx'

/** A new referral, one question a page. The answers live in this page only; going back loses none. */
export default function NewReferralPage() {
  const { say } = useReading()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT)
  const people = usePages<PersonPage['items'][number]>('/people')
  const members = useRead<Static<typeof MemberList>>('/members')
  const { send, pending, problem, forget } = useSend<Created | DraftKept>()
  const personId = search.get('person') ?? draft.personId
  const person = useRead<PersonDetail>(`/people/${personId}`, { unless: personId === null || personId === undefined })
  const [taken] = useState(randomPseudonym)
  const undone = useUndone()
  useEffect(() => {
    const directory = members.content
    const given = directory && undone.take()
    if (given) setDraft(draftOf(given, directory.members))
  }, [members.content])
  useEffect(() => {
    const file = person.content
    if (file) setDraft((kept) => (kept.personId === file.id ? kept : prefilled(kept, file, new Date().toISOString().slice(0, 10))))
  }, [person.content])

  const wanted = QUESTIONS.find((question) => question === search.get('at')) ?? 'person'
  const here = reachable(wanted, draft)
  const goTo = (at: Question) => setSearch((kept) => new URLSearchParams([...[...kept].filter(([name]) => name !== 'at'), ['at', at]]))
  const next = QUESTIONS[QUESTIONS.indexOf(here) + 1]
  const before = QUESTIONS[QUESTIONS.indexOf(here) - 1]
  const change = (changed: Draft) => {
    setDraft(
      changed.need.needs === draft.need.needs
        ? changed
        : { ...changed, consent: { ...changed.consent, purposes: purposesOf(changed.need.needs) } },
    )
  }
  const submit = async () => {
    if (next) return goTo(next)
    const body = requestOf(draft, { now: new Date().toISOString(), takenBy: taken })
    const made = body && (await send({ method: 'POST', path: waits(draft) ? '/drafts' : '/referrals', body }))
    if (made) go(waits(draft) ? '/?box=sent' : `/referrals/${made.content.id}${asksTogether(draft) ? '/answers' : ''}`)
  }
  const at = questionOf(problem?.field)
  const shared = { draft, onChange: change }
  const to = members.content?.members.find(({ entityId }) => entityId === draft.to)
  const after = draft.next.flatMap((body) => members.content?.members.filter(({ entityId }) => entityId === body.to) ?? [])
  return (
    <Page
      title={say('new.title')}
      about={
        <PathSteps steps={STAGES.map(([, key]) => say(key))} here={stageOf(here)} onGo={(index) => goTo(STAGES[index]?.[0] ?? 'person')} />
      }
    >
      <div className="question">
        <Form onSubmit={() => void submit()} problem={here === 'check' || here === at ? problem : undefined}>
          {here === 'check' && at && (
            <p>
              <Button onPress={() => goTo(at)}>{say('new.go-to-question')}</Button>
            </p>
          )}
          {here === 'person' && (
            <PersonQuestion
              people={people}
              chosen={personId ?? undefined}
              onChoose={(id) => {
                forget()
                setDraft({ ...draft, personId: undefined })
                setSearch({ person: id })
              }}
            />
          )}
          {here === 'recipient' && <RecipientQuestion {...shared} members={members} />}
          {here === 'what' && <WhatQuestion {...shared} />}
          {here === 'who' && <WhoQuestion {...shared} />}
          {here === 'conditions' && <ConditionsQuestion {...shared} />}
          {here === 'doors' && <DoorsQuestion {...shared} to={to} person={person.content} />}
          {here === 'told' && <ToldQuestion {...shared} to={to} />}
          {here === 'until' && <UntilQuestion {...shared} members={members} to={to} />}
          {here === 'check' && person.content && to && <CheckQuestion {...shared} person={person.content} to={to} next={after} />}
          <div className="row question-ways">
            <Button submit look="primary" pending={pending} disabled={!answered(here, draft)}>
              {here !== 'check' ? say('new.next') : say(draft.step === 'request' && !asksTogether(draft) ? 'new.send' : 'new.enquire')}
            </Button>
            {before && <Button onPress={() => goTo(before)}>{say('new.back')}</Button>}
          </div>
        </Form>
      </div>
    </Page>
  )
}

/** 128 random bits, base64url: stands where the service writes the pseudonym of whoever took the consent. */
function randomPseudonym(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
