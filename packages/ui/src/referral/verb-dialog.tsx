import type { ReferralDetail, ReferralVerb } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf, Tick } from '../components/choice-field.tsx'
import { DateField, MomentField } from '../components/date-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { MovedOn } from './moved-on.tsx'
import { stopReason } from './so-far.ts'
import { StopAsked } from './stop-asked.tsx'
import { complete, contentOf, ENDS, FOLLOWS, fieldsOf, type VerbField } from './verb-fields.ts'

type Values = Readonly<Record<string, unknown>>

/** What a verb asks before it is sent. When the referral moved on meanwhile, that is shown, and what was chosen stays (D11). */
export function VerbDialog({ verb, detail, onClose }: { verb: ReferralVerb; detail: ReferralDetail; onClose: () => void }) {
  const { say, word, name } = useReading()
  const { referral, consent } = detail
  const [seen, setSeen] = useState(detail)
  const [values, setValues] = useState<Values>({})
  const { send, pending, problem, forget } = useSend()
  const overtaken = referral.version !== seen.referral.version
  const fields = fieldsOf(verb, consent.wayBack)
  const follows = FOLLOWS[verb]
  const submit = async () => {
    const sent = await send({
      method: 'POST',
      path: `/referrals/${referral.id}/${verb}`,
      body: contentOf(fields, values),
      version: seen.referral.version,
    })
    if (sent) onClose()
  }
  return (
    <Dialog title={word('verb', verb)} open onClose={onClose}>
      {overtaken && (
        <MovedOn
          before={seen}
          now={detail}
          onGoOn={
            detail.verbs.includes(verb)
              ? () => {
                  setSeen(detail)
                  forget()
                }
              : undefined
          }
        />
      )}
      <Form onSubmit={() => void submit()} problem={overtaken ? undefined : problem}>
        {referral.cancelling && <StopAsked detail={detail} />}
        {referral.cancelling && verb === 'accept' && stopReason(detail) === 'person-asked' && (
          <Notice tone="danger">{say('verbs.person-asked-to-stop')}</Notice>
        )}
        {follows && <p>{say(follows, { partner: name(referral.partner.names) })}</p>}
        {fields.length === 0 && <p className="small muted">{say('verbs.sure', { partner: name(referral.partner.names) })}</p>}
        {fields.map((field) => (
          <AskedField key={field.at} field={field} values={values} onChange={(value) => setValues({ ...values, [field.at]: value })} />
        ))}
        <div className="row">
          <Button submit look={ENDS.has(verb) ? 'danger' : 'primary'} pending={pending} disabled={overtaken || !complete(fields, values)}>
            {word('verb', verb)}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

function AskedField({ field, values, onChange }: { field: VerbField; values: Values; onChange: (value: unknown) => void }) {
  const { say, word } = useReading()
  const shared = { name: `/${field.at}`, label: say(field.label), required: !field.optional }
  const value = values[field.at]
  switch (field.ask) {
    case 'one':
      return <OneOf {...shared} value={asText(value)} onChange={onChange} down options={optionsOf(field, word)} />
    case 'many':
      return <ManyOf {...shared} value={asList(value)} onChange={onChange} down options={optionsOf(field, word)} />
    case 'day':
      return <DateField {...shared} value={asText(value)} onChange={onChange} />
    case 'moment':
      return <MomentField {...shared} value={asText(value)} onChange={onChange} />
    case 'yes':
      return <Tick name={shared.name} label={shared.label} value={value === true} onChange={onChange} />
    default:
      return field satisfies never
  }
}

function optionsOf(field: Extract<VerbField, { ask: 'one' | 'many' }>, word: ReturnType<typeof useReading>['word']) {
  return (field.options ?? FAMILIES[field.family]).map((code) => ({ code, word: word(field.family, code) }))
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
