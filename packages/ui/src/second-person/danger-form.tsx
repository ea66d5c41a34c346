import { Category, type MemberList, type PersonDetail } from '@ihala/contract'
import { useEffect, useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { EMPTY_DRAFT, prefilled } from '../new-referral/draft.ts'
import { ConditionsQuestion, WhatQuestion, WhoQuestion } from '../new-referral/need-questions.tsx'
import { RecipientQuestion } from '../new-referral/recipient-question.tsx'
import { carried, type DangerDraft, dangerOf, seconds } from './danger.ts'

/** R-1a: a referral without the person’s word, to one body, for an hour. It goes when a second one has said yes, and the person is told. */
export function DangerForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { say, word, name } = useReading()
  const [draft, setDraft] = useState<DangerDraft>({ referral: EMPTY_DRAFT, reason: undefined, categories: [], second: undefined })
  const members = useRead<Static<typeof MemberList>>('/members')
  const person = useRead<PersonDetail>(`/people/${id}`)
  const { send, pending, problem } = useSend()
  const { referral, reason, categories, second } = draft
  useEffect(() => {
    const file = person.content
    if (!file) return
    const today = new Date().toISOString().slice(0, 10)
    setDraft((kept) => (kept.referral.personId === file.id ? kept : { ...kept, referral: prefilled(kept.referral, file, today) }))
  }, [person.content])
  const to = members.content?.members.find(({ entityId }) => entityId === referral.to)
  const may = carried(Category.enum, to)
  const shared = { draft: referral, onChange: (next: typeof referral) => setDraft({ ...draft, referral: next }) }
  const whole = { ...draft, categories: categories.filter((category) => may.includes(category)) }
  const complete = dangerOf(whole, new Date().toISOString()) !== undefined
  const submit = async () => {
    const body = dangerOf(whole, new Date().toISOString())
    if (body && (await send({ method: 'POST', path: `/people/${id}/danger`, body }))) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <Notice tone="danger">{say('danger.about')}</Notice>
      <OneOf
        name="/consent/basis/reason"
        label={say('second.why')}
        value={reason}
        onChange={(next) => setDraft({ ...draft, reason: next })}
        options={FAMILIES['danger-reason'].map((code) => ({ code, word: word('danger-reason', code) }))}
      />
      <RecipientQuestion {...shared} members={members} hint="danger.to.hint" />
      <WhatQuestion {...shared} />
      <WhoQuestion {...shared} />
      <ConditionsQuestion {...shared} />
      {may.length > 0 && (
        <ManyOf
          name="/consent/categories"
          label={say('danger.categories')}
          hint={say('danger.categories.hint')}
          value={whole.categories}
          onChange={(chosen) => setDraft({ ...draft, categories: chosen })}
          options={may.map((code) => ({ code, word: word('category', code) }))}
        />
      )}
      <Read from={members}>
        {({ members: all }) => (
          <PickField
            key={referral.to}
            name="/second"
            label={say('danger.second')}
            hint={say('danger.second.hint')}
            value={second}
            onChange={(next) => setDraft({ ...draft, second: next })}
            options={seconds(all, referral.to).map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
          />
        )}
      </Read>
      <div>
        <Button submit look="primary" pending={pending} disabled={!complete}>
          {say('second.send')}
        </Button>
      </div>
    </Form>
  )
}
