import type { MemberView, NewTelephoneRecord } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { MomentField } from '../components/date-field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { CountField } from '../new-referral/need-fields.tsx'
import { SPOKEN } from '../person/languages.ts'

const MOST_OTHERS = 20

type Need = NewTelephoneRecord['need']
type Call = Partial<Pick<NewTelephoneRecord, 'partner' | 'answer' | 'at'>> & {
  readonly code: string
  readonly need: Partial<Omit<Need, 'languages' | 'needs' | 'others'>> & Pick<Need, 'languages' | 'needs' | 'others'>
  readonly rejection: Partial<NonNullable<NewTelephoneRecord['rejection']>>
}

/** Writes up a call in which somebody was referred here: who called, the code, the coded need, what was answered. */
export function NewCall({ members, onDone }: { members: readonly MemberView[]; onDone: () => void }) {
  const { say, word, name } = useReading()
  const [call, setCall] = useState<Call>(() => ({
    code: '',
    need: { needs: [], languages: [], others: 0 },
    rejection: {},
    at: new Date().toISOString(),
  }))
  const { send, pending, problem } = useSend()
  const put = (change: Partial<Call>) => setCall({ ...call, ...change })
  const { partner, code, answer, rejection, at } = call
  const complete =
    partner && code.trim() !== '' && answer && at && call.need.needs.length > 0 && call.need.urgency && call.need.sex && call.need.ageBand
  const decline = answer === 'declined'
  const submit = async () => {
    const body = { partner, code, need: call.need, answer, at, ...(decline ? { rejection } : {}) }
    if (await send({ method: 'POST', path: '/telephone-records', body })) onDone()
  }
  return (
    <section className="card">
      <Form onSubmit={() => void submit()} problem={problem}>
        <Notice tone="warn">{say('telephone.never.write')}</Notice>
        <div className="field-grid">
          <PickField
            name="/partner"
            label={say('telephone.who')}
            value={partner}
            onChange={(next) => next !== undefined && put({ partner: next })}
            options={members.filter(({ self }) => !self).map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
            required
          />
          <TextField
            name="/code"
            label={say('telephone.code.ask')}
            hint={say('telephone.code.ask.hint')}
            value={code}
            onChange={(next) => put({ code: next })}
            longest={12}
            direction="ltr"
            required
          />
        </div>
        <NeedOfCall need={call.need} onChange={(need) => put({ need })} />
        <OneOf
          name="/answer"
          label={say('telephone.answer')}
          value={answer}
          onChange={(next) => put({ answer: next })}
          down
          options={FAMILIES['spoken-answer'].map((each) => ({ code: each, word: word('spoken-answer', each) }))}
        />
        {decline && (
          <>
            <OneOf
              name="/rejection/reason"
              label={say('ask.rejection')}
              value={rejection.reason}
              onChange={(reason) => put({ rejection: { ...rejection, reason } })}
              options={FAMILIES.rejection.map((each) => ({ code: each, word: word('rejection', each) }))}
            />
            <ManyOf
              name="/rejection/possibleIf"
              label={say('ask.possible-if')}
              value={rejection.possibleIf ?? []}
              onChange={(possibleIf) => put({ rejection: { ...rejection, possibleIf: [...possibleIf] } })}
              options={FAMILIES['possible-if'].map((each) => ({ code: each, word: word('possible-if', each) }))}
              required
            />
          </>
        )}
        <MomentField
          name="/at"
          label={say('telephone.at')}
          value={at}
          onChange={(next) => next !== undefined && put({ at: next })}
          required
        />
        <div className="row">
          <Button
            submit
            look="primary"
            pending={pending}
            disabled={!complete || (decline && (!rejection.reason || !rejection.possibleIf?.length))}
          >
            {say('telephone.save')}
          </Button>
          <Button onPress={onDone}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </section>
  )
}

/** What was said of the need: closed fields, no text. */
function NeedOfCall({ need, onChange }: { need: Call['need']; onChange: (need: Call['need']) => void }) {
  const { say, word, languageName } = useReading()
  const put = (change: Partial<Call['need']>) => onChange({ ...need, ...change })
  return (
    <>
      <ManyOf
        name="/need/needs"
        label={say('need.ask.needs')}
        value={need.needs}
        onChange={(needs) => put({ needs: [...needs] })}
        options={FAMILIES.need.map((code) => ({ code, word: word('need', code) }))}
        required
      />
      <OneOf
        name="/need/urgency"
        label={say('need.ask.urgency')}
        value={need.urgency}
        onChange={(urgency) => put({ urgency })}
        options={FAMILIES.urgency.map((code) => ({ code, word: say(`urgency.${code}.long`) }))}
      />
      <OneOf
        name="/need/sex"
        label={say('person.sex')}
        value={need.sex}
        onChange={(sex) => put({ sex })}
        options={FAMILIES.sex.map((code) => ({ code, word: word('sex', code) }))}
      />
      <OneOf
        name="/need/ageBand"
        label={say('need.ask.age')}
        value={need.ageBand}
        onChange={(ageBand) => put({ ageBand })}
        options={FAMILIES['age-band'].map((code) => ({ code, word: word('age-band', code) }))}
      />
      <div className="field-grid">
        <PickField
          name="/need/languages"
          label={say('need.ask.languages')}
          value={need.languages[0]}
          onChange={(code) => put({ languages: code === undefined ? [] : [code] })}
          options={SPOKEN.map((code) => ({ code, word: languageName(code) }))}
        />
        <CountField
          name="/need/others"
          label={say('telephone.others')}
          value={need.others}
          onChange={(others) => put({ others })}
          most={MOST_OTHERS}
        />
      </div>
    </>
  )
}
