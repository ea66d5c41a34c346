import type { BedList, StayList } from '@ihala/contract'
import { Button, Card, Empty, LinkButton, Page, Read, Sep, useRead, useReading, useSession, When } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { BedPicture } from './bed-picture.tsx'
import { DepartureDialog } from './departure-dialog.tsx'
import { NewBedDialog } from './new-bed-dialog.tsx'

type Stay = Static<typeof StayList>['stays'][number]
const EVERY = 10_000

/** Beds tonight, and who is in them: a stay is known by its referral, never by a name on a wall. */
export default function BedsPage() {
  const { say } = useReading()
  const beds = useRead<Static<typeof BedList>>('/beds', { every: EVERY })
  const { staff } = useSession()
  const houses = staff.roles.some((role) => role === 'shelter-worker' || role === 'duty-officer')
  const stays = useRead<Static<typeof StayList>>('/stays', { every: EVERY, unless: !houses })
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Stay>()
  return (
    <Page
      actions={staff.roles.includes('admin') && <Button onPress={() => setAdding(true)}>{say('beds.add')}</Button>}
      title={say('beds.title')}
      about={beds.content && say('beds.free', { free: beds.content.free, all: beds.content.beds.length })}
    >
      <Read from={beds}>
        {({ beds: all }) => (
          <ul className="beds">
            {all.map((bed) => (
              <BedPicture key={bed.id} bed={bed} />
            ))}
          </ul>
        )}
      </Read>
      {houses && (
        <Card title={say('stays.title')}>
          <Read from={stays}>
            {({ stays: all }) => {
              const here = all.filter(({ departedAt }) => departedAt === null)
              if (here.length === 0) return <Empty title={say('stays.empty')} />
              return (
                <ul className="list">
                  {here.map((stay) => (
                    <li key={stay.id}>
                      <span className="grow">
                        <strong>{beds.content?.beds.find(({ id }) => id === stay.bedId)?.label}</strong>
                        <Sep />
                        {say('stays.since')} <When at={stay.arrivedAt} hour />
                      </span>
                      <LinkButton to={`/referrals/${stay.referralId}`}>{say('stays.referral')}</LinkButton>
                      <Button onPress={() => setLeaving(stay)}>{say('stays.departure')}</Button>
                    </li>
                  ))}
                </ul>
              )
            }}
          </Read>
        </Card>
      )}
      {adding && <NewBedDialog onClose={() => setAdding(false)} />}
      {leaving && <DepartureDialog stay={leaving} onClose={() => setLeaving(undefined)} />}
    </Page>
  )
}
