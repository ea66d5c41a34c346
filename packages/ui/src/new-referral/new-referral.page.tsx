import type { Created, DraftKept, MemberList, Names, PersonDetail, ReferralDetail } from '@ihala/contract'
import { useEffect, useState } from 'react'
import type { Static } from 'typebox'
import { useLocation, useSearchParams } from 'wouter'
import { useRead, useSend } from '../api/hooks.tsx'
import { Notice } from '../components/notice.tsx'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PathSteps } from '../pictures/path-steps.tsx'
import { type FormAside, useFormAside } from '../shell/aside.ts'
import { useUndone } from '../undo/undone.ts'
import { draftOf } from './again.ts'
import { asksTogether, type Draft, EMPTY_DRAFT, prefilled, requestOf, waits } from './draft.ts'
import { PersonQuestion } from './person-question.tsx'
import { randomPseudonym } from './pseudonym.ts'
import { QUESTIONS, type Question, reachable, STAGES, stageOf } from './questions.ts'
import { ReferralQuestions } from './referral-questions.tsx'

/** Where this form stands. */
const HERE = '/new'

/** A new referral, one question a page. The answers live in this page only; going back loses none. */
export default function NewReferralPage() {
  const { say, name, list } = useReading()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const aside = useFormAside<Draft>()
  const [draft, setDraft] = useState<Draft>(() => begun(aside.look(), search))
  const members = useRead<Static<typeof MemberList>>('/members')
  const { send, pending, problem, forget } = useSend<Created | DraftKept>()
  const note = useSend()
  const personId = search.get('person') ?? draft.personId
  const person = useRead<PersonDetail>(`/people/${personId}`, { unless: personId === null || personId === undefined })
  // What another body was asked before and could not do: the same need is asked of the next one.
  const after = search.get('after')
  const before = useRead<ReferralDetail>(`/referrals/${after}`, { unless: after === null })
  const asked = before.content?.personId === personId ? before.content?.need : null
  const [taken] = useState(randomPseudonym)
  const undone = useUndone()
  const [stopped, setStopped] = useState<readonly Names[]>([])
  useEffect(() => {
    if (aside.look()?.path === HERE) aside.forget()
  }, [])
  useEffect(() => {
    const directory = members.content
    const given = directory && undone.take()
    if (!given) return
    setDraft(draftOf(given, directory.members))
    const bodies = [given.to, ...(given.beside ?? []).map(({ to }) => to)]
    setStopped(directory.members.filter(({ entityId }) => bodies.includes(entityId)).map(({ names }) => names))
  }, [members.content])
  useEffect(() => {
    const file = person.content
    if (!file || (after !== null && !before.content && !before.problem)) return
    setDraft((kept) => (kept.personId === file.id ? kept : prefilled(kept, file, new Date().toISOString().slice(0, 10), asked)))
  }, [person.content, before.content, before.problem])

  const wanted = QUESTIONS.find((question) => question === search.get('at')) ?? 'person'
  const here = reachable(wanted, draft)
  const goTo = (at: Question) => setSearch((kept) => new URLSearchParams([...[...kept].filter(([name]) => name !== 'at'), ['at', at]]))
  // What must not go is said before the person is asked for consent, not after.
  const mayLeave = async (question: Question) => {
    if (question !== 'conditions') return true
    forget()
    note.forget()
    if (draft.need.note === undefined) return true
    const tried = await note.send({ method: 'POST', path: '/drafts/note', body: { personId: draft.personId, note: draft.need.note } })
    return tried !== undefined
  }
  const submit = async () => {
    const body = requestOf(draft, { now: new Date().toISOString(), takenBy: taken })
    const made = body && (await send({ method: 'POST', path: waits(draft) ? '/drafts' : '/referrals', body }))
    if (made) go(waits(draft) ? '/?box=sent' : `/referrals/${made.content.id}${asksTogether(draft) ? '/answers' : ''}`)
  }
  return (
    <Page
      title={say('new.title')}
      about={
        <PathSteps steps={STAGES.map(([, key]) => say(key))} here={stageOf(here)} onGo={(index) => goTo(STAGES[index]?.[0] ?? 'person')} />
      }
    >
      {stopped.length > 0 && <Notice tone="good">{say('undo.stopped', { partner: list(stopped.map(name)) })}</Notice>}
      <ReferralQuestions
        draft={draft}
        onChange={setDraft}
        here={here}
        onGo={goTo}
        mayLeave={mayLeave}
        onEnd={() => void submit()}
        end={say(draft.step === 'request' && !asksTogether(draft) ? 'new.send' : 'new.enquire')}
        members={members}
        person={person.content}
        personQuestion={
          <PersonQuestion
            draft={draft}
            chosen={personId ?? undefined}
            file={person.content}
            onChoose={(id) => {
              forget()
              setDraft(forAnother(draft))
              setSearch({ person: id })
            }}
          />
        }
        pending={pending || note.pending}
        problem={problem ?? note.problem}
      />
    </Page>
  )
}

/** What one person needs, and said yes to, is not another's. */
const forAnother = ({ to, step }: Draft): Draft => ({ ...EMPTY_DRAFT, to, step })

/** The form that waited for a new person; an empty one where none did. */
function begun(aside: FormAside<Draft> | undefined, search: URLSearchParams): Draft {
  if (aside?.path !== HERE) return EMPTY_DRAFT
  if (search.has('back')) return aside.form
  return search.has('person') ? forAnother(aside.form) : EMPTY_DRAFT
}
