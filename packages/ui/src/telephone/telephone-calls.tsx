import type { ReferralDetail, TelephoneRecordView } from '@ihala/contract'
import type { Static } from 'typebox'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'

type Call = Static<typeof TelephoneRecordView>

/** The calls written up about a referral (J-9); what was agreed on the telephone is decided here in one press. */
export function TelephoneCalls({ detail: { referral, telephone, verbs } }: { detail: ReferralDetail }) {
  const { say } = useReading()
  const { send, pending, problem } = useSend()
  const act = (verb: 'accept' | 'reject', body: object) =>
    void send({ method: 'POST', path: `/referrals/${referral.id}/${verb}`, body, version: referral.version })
  if (telephone.records.length === 0) return null
  const taken = telephone.records.filter(({ direction }) => direction === 'taken')
  const agreed = taken.some(({ answer }) => answer === 'accepted')
  const declined = taken.find(({ rejection }) => rejection !== null)?.rejection
  return (
    <Notice tone="good">
      {taken.length > 1 && <p>{say('telephone.twice')}</p>}
      {telephone.records.map((call) => (
        <CallLine key={call.id} call={call} />
      ))}
      <ProblemNotice problem={problem} />
      <div className="row">
        {agreed && verbs.includes('accept') && (
          <Button look="primary" pending={pending} onPress={() => act('accept', { transfer: false, conditions: [] })}>
            {say('telephone.accept')}
          </Button>
        )}
        {declined && verbs.includes('reject') && (
          <Button
            look="danger"
            pending={pending}
            onPress={() => act('reject', { reason: declined.reason, possibleIf: declined.possibleIf })}
          >
            {say('telephone.decline')}
          </Button>
        )}
      </div>
    </Notice>
  )
}

/** One call: told or taken, when, what was answered, by whom. */
function CallLine({ call: { direction, at, answer, told, by } }: { call: Call }) {
  const { say, word, name, momentInBoth, between } = useReading()
  return (
    <p>
      <strong>
        {say(direction === 'made' ? 'telephone.made' : 'telephone.taken')}
        {between}
        {word('spoken-answer', answer)}
      </strong>
      <br />
      <span className="small">
        <bdi className="numbers">{momentInBoth(at)}</bdi>
        {told && `${between}${word('role', told)}`}
        {between}
        {say('telephone.by')} {name(by)}
      </span>
    </p>
  )
}
