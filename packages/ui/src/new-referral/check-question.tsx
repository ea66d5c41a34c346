import { Category, type MemberView, type PersonDetail } from '@ihala/contract'
import { OneOf, Tick } from '../components/choice-field.tsx'
import { Notice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { Doors } from '../pictures/doors.tsx'
import { NeedTerms } from '../referral/need-terms.tsx'
import { asksTogether, disclosed, goesWhen, type Offline } from './draft.ts'
import type { QuestionProps } from './recipient-question.tsx'

interface CheckProps extends QuestionProps {
  readonly person: PersonDetail
  readonly offline: Offline | undefined
  readonly to: MemberView
  /** Whom the person wants asked after that, in their order. */
  readonly next: readonly MemberView[]
}

/** All answers on one page, before anything leaves. */
export function CheckQuestion({ draft, onChange, person, offline, to, next }: CheckProps) {
  const { say, name, list, word } = useReading()
  const { go, stay } = disclosed(draft, person)
  const { urgency, sex, ageBand } = draft.need
  const partner = name(to.names)
  const together = asksTogether(draft)
  return (
    <>
      <h2>{say('new.ask.check', { partner })}</h2>
      {urgency && sex && ageBand && (
        <Card title={say('new.check.now')}>
          <NeedTerms need={{ ...draft.need, urgency, sex, ageBand }} />
        </Card>
      )}
      <Card title={say('new.check.later', { partner })}>
        <div className="stack">
          <Doors
            all={Category.enum.filter((category) => category !== 'progress')}
            open={draft.consent.categories}
            sentence={say('new.check.doors', { partner, months: draft.consent.months })}
          />
          {offline?.fileElsewhere ? (
            <p>{say('new.check.file-elsewhere')}</p>
          ) : (
            <p>
              {go.length > 0 ? say('new.check.go', { list: list(go.map((code) => word('category', code))) }) : say('new.check.go.none')}
            </p>
          )}
          {stay.length > 0 && <p className="muted">{say('new.check.stay', { list: list(stay.map((code) => word('category', code))) })}</p>}
        </div>
      </Card>
      {draft.next.length > 0 && (
        <p>{say(together ? 'new.check.together' : 'new.check.next', { list: list(next.map(({ names }) => name(names))) })}</p>
      )}
      {!draft.consent.wayBack && <Notice tone="warn">{say('new.check.no-way-back', { partner })}</Notice>}
      {!together && (
        <OneOf
          name="/step"
          label={say('new.ask.step')}
          value={draft.step}
          onChange={(step) => onChange({ ...draft, step })}
          down
          options={[
            { code: 'request', word: say('new.step.request') },
            { code: 'enquire', word: say('new.step.enquire') },
          ]}
        />
      )}
      <p className="small muted">{say(goesWhen(draft, offline !== undefined))}</p>
      {draft.step === 'request' && !together && (
        <Tick
          name="/byTelephone"
          label={say('telephone.wish')}
          value={draft.byTelephone}
          onChange={(byTelephone) => onChange({ ...draft, byTelephone })}
        />
      )}
    </>
  )
}
