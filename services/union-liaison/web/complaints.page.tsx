import type { ComplaintView, CrewNames } from '@ihala/contract'
import {
  Button,
  Card,
  Crew,
  type CrewStands,
  Empty,
  More,
  Page,
  Read,
  Sep,
  useNow,
  usePages,
  useRead,
  useReading,
  useReturned,
  When,
} from '@ihala/ui'
import { useState } from 'react'
import type { Static } from 'typebox'
import { CrewTable } from './crew-table.tsx'
import { NewComplaintDialog } from './new-complaint-dialog.tsx'

type Complaint = Static<typeof ComplaintView>

const EVERY = 10_000

function standsOf({ referralId, dueAt }: Complaint['people'][number], now: number): CrewStands {
  if (dueAt !== null && Date.parse(dueAt) <= now) return 'overdue'
  return referralId === null ? 'with-us' : 'referred'
}

/** Complaints of one worker or a crew: stages and clocks, not the file of the body that took it on. */
export default function ComplaintsPage() {
  const { say, word, list } = useReading()
  const { returned, person, settle } = useReturned()
  const [writing, setWriting] = useState(returned)
  const now = useNow()
  const complaints = usePages<Complaint>('/complaints', { every: () => EVERY })
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
      <Read from={complaints.reader}>
        {(all) =>
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
                <CrewNamed complaint={complaint} />
              </Card>
            ))
          )
        }
      </Read>
      <More pages={complaints} />
      {writing && (
        <NewComplaintDialog
          person={person}
          onClose={() => {
            setWriting(false)
            settle()
          }}
        />
      )}
    </Page>
  )
}

/** Names are asked for once, the stages again and again: each look at a name is written down. */
function CrewNamed({ complaint }: { complaint: Complaint }) {
  const { content } = useRead<Static<typeof CrewNames>>(`/complaints/${complaint.id}/people`)
  return <CrewTable complaint={complaint} people={content?.people ?? []} />
}
