import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { MoneyField } from '../components/money-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { withMember } from '../person/draft.ts'
import { type NeedDraft, servedFirst } from './draft.ts'
import { ChildrenField, CountField, LanguagesField } from './need-fields.tsx'
import type { QuestionProps } from './recipient-question.tsx'

const CURRENCY = 'QAR'
const LONGEST_NOTE = 500
const MOST_OTHERS = 10_000

const putting =
  ({ draft, onChange }: QuestionProps) =>
  (change: Partial<NeedDraft>) =>
    onChange({ ...draft, need: { ...draft.need, ...change } })

/** What is needed, and how soon? @param props `serves`: the needs the chosen body serves */
export function WhatQuestion({ serves = [], ...props }: QuestionProps & { readonly serves?: readonly string[] | undefined }) {
  const { say, word } = useReading()
  const { need } = props.draft
  const put = putting(props)
  const period = need.amount?.period ?? new Date().toISOString().slice(0, 7)
  return (
    <>
      <ManyOf
        name="/need/needs"
        label={<h2>{say('new.ask.needs')}</h2>}
        value={need.needs}
        onChange={(needs) => put({ needs: [...needs] })}
        hint={serves.length > 0 ? say('new.ask.needs.served') : undefined}
        options={servedFirst(FAMILIES.need, serves).map((code) => ({ code, word: word('need', code) }))}
        required
      />
      <OneOf
        name="/need/urgency"
        label={say('need.ask.urgency')}
        value={need.urgency}
        onChange={(urgency) => put({ urgency })}
        options={FAMILIES.urgency.map((code) => ({ code, word: say(`urgency.${code}.long`) }))}
      />
      {need.needs.includes('financial-assistance') && (
        <MoneyField
          name="/need/amount"
          label={say('need.ask.amount')}
          value={need.amount?.minorUnits}
          currency={CURRENCY}
          onChange={(minorUnits) =>
            props.onChange({
              ...props.draft,
              need: withMember(need, 'amount', minorUnits === undefined ? undefined : { minorUnits, currency: CURRENCY, period }),
            })
          }
        />
      )}
    </>
  )
}

/** Who is it, as far as a place must know? No name. */
export function WhoQuestion(props: QuestionProps) {
  const { say, word } = useReading()
  const { need } = props.draft
  const put = putting(props)
  return (
    <>
      <h2>{say('new.ask.who')}</h2>
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
        hint={say('need.ask.age.hint')}
        value={need.ageBand}
        onChange={(ageBand) => put({ ageBand })}
        options={FAMILIES['age-band'].map((code) => ({ code, word: word('age-band', code) }))}
      />
      <LanguagesField languages={need.languages} onChange={(languages) => put({ languages: [...languages] })} />
      <OneOf
        name="/need/staffSex"
        label={say('need.ask.staff-sex')}
        value={need.staffSex}
        onChange={(staffSex) => put({ staffSex })}
        options={FAMILIES['staff-sex'].map((code) => ({ code, word: word('staff-sex', code) }))}
      />
      <ChildrenField value={need.children} onChange={(children) => put({ children: [...children] })} />
    </>
  )
}

/** What must a place offer, and what else should they know before they answer? */
export function ConditionsQuestion(props: QuestionProps) {
  const { say, word } = useReading()
  const { need } = props.draft
  const put = putting(props)
  return (
    <>
      <h2>{say('new.ask.conditions')}</h2>
      <ManyOf
        name="/need/medical"
        label={say('need.ask.medical')}
        hint={say('need.ask.medical.hint')}
        value={need.medical}
        onChange={(medical) => put({ medical: [...medical] })}
        options={FAMILIES.medical.map((code) => ({ code, word: word('medical', code) }))}
      />
      <ManyOf
        name="/need/access"
        label={say('need.ask.access')}
        value={need.access}
        onChange={(access) => put({ access: [...access] })}
        options={FAMILIES.access.map((code) => ({ code, word: word('access', code) }))}
      />
      <CountField
        name="/need/others"
        label={say('need.ask.others')}
        hint={say('need.ask.others.hint')}
        value={need.others}
        most={MOST_OTHERS}
        onChange={(others) => put({ others })}
      />
      <TextField
        name="/need/note"
        label={say('need.ask.note')}
        hint={say('need.ask.note.hint')}
        value={need.note ?? ''}
        onChange={(note) => props.onChange({ ...props.draft, need: withMember(need, 'note', note === '' ? undefined : note) })}
        longest={LONGEST_NOTE}
        lines
      />
    </>
  )
}
