import type { BedList, ReferralDetail, StayList } from '@ihala/contract'
import { Button, Card, Form, Notice, OneOf, Read, type ReferralPartProps, useRead, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { type Bed, bedWords } from './bed-picture.tsx'

const BEFORE = ['enquired', 'answered', 'requested', 'opened']
const TAKEN_ON = ['accepted', 'in-progress', 'on-hold']

/** On the referral's page: hold a bed before the answer, write down the arrival after it. */
export default function BedFor({ detail }: ReferralPartProps) {
  const { say } = useReading()
  const { referral } = detail
  const beds = useRead<Static<typeof BedList>>('/beds')
  const stays = useRead<Static<typeof StayList>>('/stays')
  if (referral.side !== 'recipient') return null
  const stay = stays.content?.stays.find(({ referralId, departedAt }) => referralId === referral.id && departedAt === null)
  const before = BEFORE.includes(referral.state)
  if (!before && !TAKEN_ON.includes(referral.state)) return null
  return (
    <Card title={say('beds.title')}>
      <Read from={beds}>
        {({ beds: all }) => {
          const held = all.find(({ referralId }) => referralId === referral.id)
          if (stay) return <Notice tone="good">{say('beds.arrived', { bed: all.find(({ id }) => id === stay.bedId)?.label ?? '' })}</Notice>
          return (
            <>
              {held && <Notice tone="good">{say('beds.held-for-this', { bed: held.label })}</Notice>}
              {(!before || !held) && (
                <ChooseBed
                  detail={detail}
                  beds={all.filter((bed) => bed.state === 'free' || bed.id === held?.id)}
                  first={held?.id}
                  arrival={!before}
                />
              )}
            </>
          )
        }}
      </Read>
    </Card>
  )
}

interface ChooseBedProps {
  readonly detail: ReferralDetail
  readonly beds: readonly Bed[]
  readonly first: string | undefined
  readonly arrival: boolean
}

function ChooseBed({ detail: { referral, need }, beds, first, arrival }: ChooseBedProps) {
  const reading = useReading()
  const { say } = reading
  const [bedId, setBedId] = useState(first)
  const { send, pending, problem } = useSend()
  const fitting = beds.filter(({ sex }) => sex === 'any' || (need !== null && (need.sex === 'not-stated' || sex === need.sex)))
  const submit = () =>
    send({
      method: 'POST',
      path: `/referrals/${referral.id}/${arrival ? 'arrival' : 'bed-hold'}`,
      body: { bedId },
      version: referral.version,
    })
  if (fitting.length === 0) return <Notice tone="warn">{say('beds.none-fits')}</Notice>
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <OneOf
        name="/bedId"
        label={say(arrival ? 'beds.ask.arrival' : 'beds.ask.hold')}
        value={bedId}
        onChange={setBedId}
        options={fitting.map((bed) => ({
          code: bed.id,
          word: (
            <span>
              <bdi>{bed.label}</bdi> <span className="small muted">{bedWords(bed, reading)}</span>
            </span>
          ),
        }))}
      />
      <div>
        <Button submit pending={pending} disabled={!bedId}>
          {say(arrival ? 'beds.arrival' : 'beds.hold')}
        </Button>
      </div>
    </Form>
  )
}
