import type { LawyerList, OfferList, ReferralDetail } from '@ihala/contract'
import {
  Button,
  Card,
  Form,
  MomentField,
  Notice,
  OneOf,
  Read,
  type ReferralPartProps,
  Sep,
  Tick,
  useRead,
  useReading,
  useSend,
  useSession,
} from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { MandatesCard } from './mandates.tsx'
import { PrivilegedNotesCard } from './privileged-notes.tsx'

/** Who writes down what the person lets others do for them. */
const MANDATED = ['lawyer', 'legal-coordinator'] as const
const TAKEN_ON = ['accepted', 'in-progress', 'on-hold']

/** On the referral's page: offer the case to a lawyer who speaks the language, and set its hearings. */
export default function LawyerFor({ detail }: ReferralPartProps) {
  const { say, name, word } = useReading()
  const { referral } = detail
  const { staff } = useSession()
  const offers = useRead<Static<typeof OfferList>>('/offers')
  if (referral.side !== 'recipient' || !TAKEN_ON.includes(referral.state)) return null
  const mine = offers.content?.offers.filter(({ referralId, state }) => referralId === referral.id && state !== 'returned') ?? []
  // Only the lawyers of the case may; the service decides, others are not shown a shut door.
  const theirs = mine.some(({ state, lawyerId }) => state === 'taken' && lawyerId === staff.id)
  return (
    <>
      <Card title={say('lawyer-for.title')}>
        <div className="stack">
          {mine.map((offer) => (
            <Notice key={offer.id} tone={offer.state === 'taken' ? 'good' : 'calm'}>
              {offer.state === 'taken' ? (
                say('offers.taken-by', { lawyer: name(offer.lawyerNames) })
              ) : (
                <>
                  {name(offer.lawyerNames)}
                  <Sep />
                  {word('offer-state', offer.state)}
                </>
              )}
            </Notice>
          ))}
          {mine.length === 0 && staff.roles.includes('legal-coordinator') && <OfferForm detail={detail} />}
          {mine.some(({ state }) => state === 'taken') && <HearingForm detail={detail} />}
        </div>
      </Card>
      {MANDATED.some((role) => staff.roles.includes(role)) && <MandatesCard referralId={referral.id} />}
      {theirs && <PrivilegedNotesCard referralId={referral.id} />}
    </>
  )
}

function OfferForm({ detail: { referral, need } }: { detail: ReferralDetail }) {
  const { say, name, list, languageName } = useReading()
  const lawyers = useRead<Static<typeof LawyerList>>('/lawyers')
  const [lawyerId, setLawyerId] = useState<string>()
  const { send, pending, problem } = useSend()
  const spoken = need?.languages.flatMap(({ code, speaks: does }) => (does ? [code] : [])) ?? []
  return (
    <Read from={lawyers}>
      {({ lawyers: all }) => {
        const speaks = (languages: readonly string[]) => languages.some((code) => spoken.includes(code))
        const sorted = all.toSorted((a, b) => Number(speaks(b.languages)) - Number(speaks(a.languages)) || a.cases - b.cases)
        return (
          <Form
            onSubmit={() =>
              void send({ method: 'POST', path: `/referrals/${referral.id}/offers`, body: { lawyerId }, version: referral.version })
            }
            problem={problem}
          >
            {sorted.every(({ languages }) => !speaks(languages)) && <Notice tone="warn">{say('lawyer-for.no-language')}</Notice>}
            <OneOf
              name="/lawyerId"
              label={say('lawyer-for.ask')}
              hint={say('lawyer-for.ask.hint')}
              value={lawyerId}
              onChange={setLawyerId}
              down
              options={sorted.map(({ id, names, languages, cases }) => ({
                code: id,
                word: (
                  <span className="two-lines">
                    <strong>{name(names)}</strong>
                    <span className="small muted">
                      {list(languages.map(languageName))}
                      <Sep />
                      {say('lawyers.count', { count: cases })}
                    </span>
                  </span>
                ),
              }))}
            />
            <div>
              <Button submit pending={pending} disabled={!lawyerId}>
                {say('lawyer-for.send')}
              </Button>
            </div>
          </Form>
        )
      }}
    </Read>
  )
}

function HearingForm({ detail: { referral } }: { detail: ReferralDetail }) {
  const { say } = useReading()
  const [at, setAt] = useState<string>()
  const [confirmed, setConfirmed] = useState(false)
  const { send, pending, problem } = useSend()
  return (
    <Form
      onSubmit={() =>
        void send({ method: 'POST', path: `/referrals/${referral.id}/hearings`, body: { at, confirmed }, version: referral.version })
      }
      problem={problem}
    >
      <MomentField name="/at" label={say('hearing.ask')} value={at} onChange={setAt} required />
      <Tick name="/confirmed" label={say('hearing.confirmed')} value={confirmed} onChange={setConfirmed} />
      <div>
        <Button submit pending={pending} disabled={!at}>
          {say('hearing.send')}
        </Button>
      </div>
    </Form>
  )
}
