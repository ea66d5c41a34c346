import type { ReferralDetail } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ConflictAnswer } from './conflict-answer.tsx'
import { type Party, PartyFields } from './party-fields.tsx'

const BEFORE_DECISION: readonly string[] = ['enquired', 'answered', 'requested', 'opened']

/** Are the other parties known to the other body? Names are folded and blinded here; only we find out. */
export function ConflictCard({ detail: { referral, conflict } }: { detail: ReferralDetail }) {
  const { say, word, name } = useReading()
  const [parties, setParties] = useState<readonly Party[]>([{ about: 'employer', name: '' }])
  const { send, pending, problem } = useSend()
  const mayAsk = referral.side === 'sender' && conflict === null && BEFORE_DECISION.includes(referral.state)
  if (conflict === null && !mayAsk) return null
  const named = parties.filter((party) => party.name.trim().length > 1)
  const submit = () =>
    send({ method: 'POST', path: `/referrals/${referral.id}/conflict-check`, body: { names: named }, version: referral.version })
  return (
    <Card title={say('conflict.title')}>
      <div className="stack">
        {conflict && (
          <Notice tone={conflict === 'found' ? 'danger' : conflict === 'none' ? 'good' : 'calm'}>
            {word(referral.side === 'recipient' ? 'conflict-ours' : 'conflict', conflict)}
          </Notice>
        )}
        {referral.side === 'recipient' && conflict === 'asked' && BEFORE_DECISION.includes(referral.state) && (
          <ConflictAnswer line={referral} />
        )}
        {mayAsk && (
          <details className="seldom">
            <summary>{say('conflict.ask')}</summary>
            <Form onSubmit={() => void submit()} problem={problem}>
              <p className="small muted">{say('conflict.about', { partner: name(referral.partner.names) })}</p>
              <PartyFields parties={parties} onChange={setParties} />
              <div>
                <Button submit pending={pending} disabled={named.length === 0}>
                  {say('conflict.send')}
                </Button>
              </div>
            </Form>
          </details>
        )}
      </div>
    </Card>
  )
}
