import { type MeetingView, type ReferralDetail, STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { MomentField } from '../components/date-field.tsx'
import { Form } from '../components/form.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { draftFrom, type MeetingDraft, mayArrange, meetingOf } from './meeting.ts'
import { MovedOn } from './moved-on.tsx'

/** Roles that meet people. Which of them comes is told by role, never by name. */
const MEETING: readonly StaffRole[] = STAFF_ROLES.filter(
  (role) => role !== 'admin' && role !== 'analyst' && role !== 'data-protection-officer' && role !== 'approver',
)

interface MeetingFormProps {
  readonly detail: ReferralDetail
  readonly newest: MeetingView | undefined
  readonly onDone: () => void
}

/** Who shall meet the person, where, when, and by which word. When the referral moved on meanwhile, that is shown, and all that was written stays (D11). */
export function MeetingForm({ detail, newest, onDone }: MeetingFormProps) {
  const { say, word } = useReading()
  const [seen, setSeen] = useState(detail)
  const [draft, setDraft] = useState<MeetingDraft>(() => draftFrom(newest))
  const { send, pending, problem, forget } = useSend()
  const put = (change: Partial<MeetingDraft>) => setDraft({ ...draft, ...change })
  const { referral } = detail
  const overtaken = referral.version !== seen.referral.version
  const body = meetingOf(draft)
  const submit = async () => {
    if (body && (await send({ method: 'POST', path: `/referrals/${referral.id}/meetings`, body, version: seen.referral.version }))) onDone()
  }
  const goOn = () => {
    setSeen(detail)
    forget()
  }
  return (
    <div className="stack">
      {overtaken && <MovedOn before={seen} now={detail} onGoOn={mayArrange(detail) === 'yes' ? goOn : undefined} />}
      <Form onSubmit={() => void submit()} problem={overtaken ? undefined : problem}>
        <MomentField
          name="/at"
          label={say('meeting.at')}
          hint={say('meeting.at.hint')}
          value={draft.at}
          onChange={(at) => put({ at })}
          required
        />
        <PickField
          name="/place"
          label={say('meeting.place')}
          hint={say('meeting.place.hint')}
          value={draft.place}
          onChange={(code) => put({ place: FAMILIES['meeting-place'].find((place) => place === code) })}
          options={FAMILIES['meeting-place'].map((code) => ({ code, word: word('meeting-place', code) }))}
          required
        />
        <TextField
          name="/landmark"
          label={say('meeting.landmark')}
          hint={say('meeting.landmark.hint')}
          value={draft.landmark}
          onChange={(landmark) => put({ landmark })}
          longest={120}
        />
        <PickField
          name="/meets/role"
          label={say('meeting.who')}
          hint={say('meeting.who.hint')}
          value={draft.meets.role}
          onChange={(code) => put({ meets: { ...draft.meets, role: MEETING.find((role) => role === code) } })}
          options={MEETING.map((code) => ({ code, word: word('role', code) }))}
          required
        />
        <OneOf
          name="/meets/sex"
          label={say('meeting.sex')}
          value={draft.meets.sex}
          onChange={(sex) => put({ meets: { ...draft.meets, sex } })}
          options={FAMILIES.sex.map((code) => ({ code, word: word('sex', code) }))}
        />
        <PickField
          name="/sign"
          label={say('meeting.sign')}
          value={draft.sign}
          onChange={(code) => put({ sign: FAMILIES['meeting-sign'].find((sign) => sign === code) })}
          options={FAMILIES['meeting-sign'].map((code) => ({ code, word: word('meeting-sign', code) }))}
          required
        />
        <TextField
          name="/codeWord"
          label={say('meeting.word')}
          hint={say('meeting.word.hint')}
          value={draft.codeWord}
          onChange={(codeWord) => put({ codeWord })}
          longest={60}
          required
        />
        <div className="row">
          <Button submit pending={pending} disabled={overtaken || body === undefined}>
            {say('meeting.send')}
          </Button>
          <Button onPress={onDone}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </div>
  )
}
