import type { ComplaintList, PersonPage } from '@ihala/contract'
import { Button, Card, Empty, Page, Read, Sep, useRead, useReading, When } from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { CrewTable } from './crew-table.tsx'
import { NewComplaintDialog } from './new-complaint-dialog.tsx'

const EVERY = 10_000

/** Complaints of one worker or a crew: stages and clocks, not the file of the body that took it on. */
export default function ComplaintsPage() {
  const { say, word, list } = useReading()
  const [writing, setWriting] = useState(false)
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
                <CrewTable complaint={complaint} names={new Map(people.content?.items.map(({ id, name }) => [id, name]))} />
              </Card>
            ))
          )
        }
      </Read>
      {writing && <NewComplaintDialog people={people} onClose={() => setWriting(false)} />}
    </Page>
  )
}
