import type { MemberList, MemberView } from '@ihala/contract'
import type { Static } from 'typebox'
import type { Reader } from '../api/hooks.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type ConsentDraft, MONTHS, recipients } from './draft.ts'
import { NextBodies } from './next-bodies.tsx'
import type { QuestionProps } from './recipient-question.tsx'

interface UntilProps extends QuestionProps {
  readonly members: Reader<Static<typeof MemberList>>
  readonly to: MemberView | undefined
}

/** Until when, what comes back, who else may learn of it, and who never? */
export function UntilQuestion({ draft, onChange, members, to }: UntilProps) {
  const { say, name, word } = useReading()
  const { consent } = draft
  const put = (change: Partial<ConsentDraft>) => onChange({ ...draft, consent: { ...consent, ...change } })
  const partner = to ? name(to.names) : ''
  return (
    <>
      <h2>{say('new.ask.until')}</h2>
      <OneOf
        name="/consent/until"
        label={say('new.ask.lasts')}
        value={String(consent.months)}
        onChange={(months) => put({ months: Number(months) })}
        options={MONTHS.map((months) => ({ code: String(months), word: say('new.months', { months }) }))}
      />
      <OneOf
        name="/consent/wayBack"
        label={say('new.ask.way-back', { partner })}
        hint={say('new.ask.way-back.hint')}
        value={consent.wayBack ? 'yes' : 'no'}
        onChange={(answer) => put({ wayBack: answer === 'yes' })}
        options={[
          { code: 'yes', word: say('answer.yes') },
          { code: 'no', word: say('answer.no') },
        ]}
      />
      <Read from={members}>
        {({ members: all }) => {
          const others = recipients(all).filter(({ entityId }) => entityId !== draft.to)
          const kinds = [...new Set(others.filter(({ serves }) => serves.length > 0).map(({ kind }) => kind))]
          return (
            <>
              <ManyOf
                name="/consent/onward/kinds"
                label={say('new.ask.onward', { partner })}
                hint={say('new.ask.onward.hint')}
                value={consent.onwardKinds}
                onChange={(onwardKinds) => put({ onwardKinds, ...(onwardKinds.length === 0 ? { onwardFurther: false } : {}) })}
                options={kinds.map((kind) => ({ code: kind, word: word('kind', kind) }))}
              />
              {consent.onwardKinds.length > 0 && (
                <OneOf
                  name="/consent/onward/depth"
                  label={say('new.ask.onward.further')}
                  hint={say('new.ask.onward.further.hint')}
                  value={consent.onwardFurther ? 'yes' : 'no'}
                  onChange={(answer) => put({ onwardFurther: answer === 'yes' })}
                  options={[
                    { code: 'yes', word: say('answer.yes') },
                    { code: 'no', word: say('answer.no') },
                  ]}
                />
              )}
              <ManyOf
                name="/consent/excluded"
                label={say('new.ask.excluded')}
                hint={say('new.ask.excluded.hint')}
                value={consent.excluded}
                onChange={(excluded) => put({ excluded })}
                options={others
                  .filter(({ entityId }) => draft.next.every((body) => body.to !== entityId))
                  .map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
              />
              <NextBodies draft={draft} onChange={onChange} members={others.filter(({ serves }) => serves.length > 0)} />
            </>
          )
        }}
      </Read>
    </>
  )
}
