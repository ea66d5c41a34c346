import type { ComplaintList, PersonPage } from '@ihala/contract'
import { Button, Card, Crew, type CrewStands, Empty, Page, Read, Sep, useNow, useRead, useReading, When } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { CrewTable } from './crew-table.tsx'
import { NewComplaintDialog } from './new-complaint-dialog.tsx'

type Complaint = Static<typeof ComplaintList>['complaints'][number]

const EVERY = 10_000

function standsOf({ referralId, dueAt }: Complaint['people'][number], now: number): CrewStands {
  if (dueAt !== null && Date.parse(dueAt) <= now) return 'overdue'
  return referralId === null ? 'with-us' : 'referred'
}

/** Complaints of one worker or a crew: stages and clocks, not the file of the body that took it on. */
export default function ComplaintsPage() {
  const { say, word, list } = useReading()
  const [writing, setWriting] = useState(false)
  const now = useNow()
  const complaints = useRead<Static<typeof ComplaintList>>('/complaints', { every: EVERY })
  const people = useRead<PersonPage>('/people')
  return (
    <Page
      title={say('complaints.title')}
      about={say('complaints.about')}
      actions={
        <Button look="primary" onPress={() => setWriting(true)}>
          {say('complaints.new')}
        </Button>
      }
    >
      <Read from={complaints}>
        {({ complaints: all }) =>
          all.length === 0 ? (
            <Empty title={say('complaints.empty')}>
              <p>{say('complaints.empty.about')}</p>
            </Empty>
          ) : (
            all.map((complaint) => (
              <Card
                key={complaint.id}
                title={list(complaint.heads.map((code) => word('head', code)))}
                aside={<span className="badge">{say('complaints.crew', { count: complaint.people.length })}</span>}
              >
                <p className="small muted">
                  {word('channel', complaint.channel)}
                  <Sep />
                  {say('complaints.first-contact')} <When at={complaint.firstContactOn} />
                </p>
                {complaint.people.length > 1 && <Crew people={complaint.people.map((person) => standsOf(person, now))} />}
                <CrewTable complaint={complaint} names={new Map(people.content?.items.map((person) => [person.id, person]))} />
              </Card>
            ))
          )
        }
      </Read>
      {writing && <NewComplaintDialog people={people} onClose={() => setWriting(false)} />}
    </Page>
  )
}
