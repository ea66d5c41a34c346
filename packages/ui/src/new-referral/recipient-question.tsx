import type { MemberList } from '@ihala/contract'
import type { Static } from 'typebox'
import type { Reader } from '../api/hooks.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Read } from '../components/page.tsx'
import type { MessageKey } from '../i18n/messages.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Draft, recipients } from './draft.ts'

/** What every question of the draft takes. */
export interface QuestionProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

interface RecipientProps extends QuestionProps {
  readonly members: Reader<Static<typeof MemberList>>
  readonly hint?: MessageKey
}

/** To whom? From the directory, with what each serves. */
export function RecipientQuestion({ draft, onChange, members, hint = 'new.ask.recipient.hint' }: RecipientProps) {
  const { say, name, word, between } = useReading()
  return (
    <Read from={members}>
      {({ members: all }) => (
        <OneOf
          name="/to"
          label={<h2>{say('new.ask.recipient')}</h2>}
          hint={say(hint)}
          value={draft.to}
          onChange={(to) => onChange({ ...draft, to, next: draft.next.filter((body) => body.to !== to) })}
          down
          options={recipients(all)
            .filter(({ serves }) => serves.length > 0)
            .map(({ entityId, names, kind, serves }) => ({
              code: entityId,
              word: (
                <span className="two-lines">
                  <strong>{name(names)}</strong>
                  <span className="small muted">
                    {[...new Set([word('kind', kind), ...serves.map((need) => word('need', need))])].join(between)}
                  </span>
                </span>
              ),
            }))}
        />
      )}
    </Read>
  )
}
