import type { ReferralDetail, ReferralVerb } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'
import { confirmedAt } from './so-far.ts'
import { VerbDialog } from './verb-dialog.tsx'
import { arranged, ENDS, FOLLOWS, fieldsOf, MAIN } from './verb-fields.ts'

/** Letters of what asks before it is sent; what goes at once has none, for a finger slips. */
const LETTERS: Readonly<Partial<Record<ReferralVerb, string>>> = {
  accept: 'a',
  reject: 'd',
  hold: 'h',
  complete: 'c',
  'answer-capacity': 'w',
  request: 'q',
  'take-back': 't',
}

/** What this organisation can do with the referral now. */
export function VerbActions({ detail }: { detail: ReferralDetail }) {
  const { referral, verbs, consent } = detail
  const { say, word } = useReading()
  const [asked, setAsked] = useState<ReferralVerb>()
  const { send, pending, problem } = useSend()
  // What was agreed on the telephone is then the one main act, and stands above.
  const agreed =
    verbs.includes('accept') && detail.telephone.records.some(({ direction, answer }) => direction === 'taken' && answer === 'accepted')
  const confirmed = confirmedAt(detail) !== undefined
  const { near, seldom } = arranged(
    verbs.filter((verb) => verb !== 'confirm' || !confirmed),
    referral.cancelling,
    { begun: referral.state === 'accepted' && referral.businessStatus !== null, agreed },
  )
  const act = (verb: ReferralVerb) => {
    if (fieldsOf(verb, consent.wayBack).length > 0 || FOLLOWS[verb] !== undefined) setAsked(verb)
    else void send({ method: 'POST', path: `/referrals/${referral.id}/${verb}`, body: {}, version: referral.version })
  }
  if (near.length === 0 && seldom.length === 0 && asked === undefined) return <p className="muted">{say('verbs.none')}</p>
  return (
    <div className="stack-tight">
      <ProblemNotice problem={problem} />
      <div className="row">
        {near.map((verb, index) => (
          <Button
            key={verb}
            look={index === 0 && !agreed && MAIN.has(verb) ? 'primary' : ENDS.has(verb) ? 'danger' : 'plain'}
            onPress={() => act(verb)}
            disabled={pending}
            shortcut={LETTERS[verb]}
          >
            {word('verb', verb)}
          </Button>
        ))}
      </div>
      {seldom.length > 0 && (
        <details className="seldom">
          <summary>{say('verbs.more')}</summary>
          <div className="row">
            {seldom.map((verb) => (
              <Button key={verb} onPress={() => act(verb)} disabled={pending}>
                {word('verb', verb)}
              </Button>
            ))}
          </div>
        </details>
      )}
      {asked && <VerbDialog key={asked} verb={asked} detail={detail} onClose={() => setAsked(undefined)} />}
    </div>
  )
}
