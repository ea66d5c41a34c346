import '../styles/rights.css'
import type { RightsList } from '@ihala/contract'
import { useState } from 'react'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { useNames } from '../my-data/use-names.ts'
import { PersonTabs } from '../person/person-tabs.tsx'
import { useFileName } from '../standing/file-name.ts'
import { ComplainDialog, type Recorded } from './complain-dialog.tsx'
import { ComplaintList } from './complaint-list.tsx'
import { ExerciseDialog, type SetGoing } from './exercise-dialog.tsx'
import { RightRow } from './right-row.tsx'

type Asking = 'correction' | 'objection' | 'complaint'
/** What the last act here set going. */
type Done = { readonly right: SetGoing } | { readonly complaint: Recorded }

/** C11: what a person asks for, how it stands, and what they say against members. */
export default function RightsPage({ id }: { id: string }) {
  const { say } = useReading()
  const [asking, setAsking] = useState<Asking>()
  const [done, setDone] = useState<Done>()
  const name = useFileName(id)
  const list = useRead<RightsList>(`/people/${id}/rights`)
  const close = () => setAsking(undefined)
  return (
    <Page
      title={say('rights.title')}
      about={name === undefined ? say('rights.about') : isolate(name)}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
      actions={
        list.content && (
          <>
            <Button look="primary" onPress={() => setAsking('correction')}>
              {say('rights.correct')}
            </Button>
            <Button onPress={() => setAsking('objection')}>{say('rights.object')}</Button>
            <Button onPress={() => setAsking('complaint')}>{say('rights.complain')}</Button>
          </>
        )
      }
    >
      <PersonTabs id={id} />
      {asking === 'complaint' ? (
        <ComplainDialog personId={id} onClose={close} onDone={(complaint) => setDone({ complaint })} />
      ) : (
        asking && <ExerciseDialog personId={id} right={asking} onClose={close} onDone={(right) => setDone({ right })} />
      )}
      {done && <Outcome done={done} />}
      {list.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <Read from={list}>{(content) => <Lists list={content} />}</Read>
      )}
    </Page>
  )
}

/** What was set going, and what somebody has to do by hand. */
function Outcome({ done }: { done: Done }) {
  const { say, word } = useReading()
  if ('complaint' in done) {
    const { road, number, addresses } = done.complaint
    return (
      <Notice tone={road === 'by-hand' ? 'warn' : 'good'}>
        <p>{say(`rights.complain.recorded.${road}`)}</p>
        {number !== null && (
          <p>
            {say('rights.complain.number')} <bdi className="code">{number}</bdi>
          </p>
        )}
        <ol className="numbered">
          {addresses.map((address) => (
            <li key={address}>{word('complaint-address', address)}</li>
          ))}
        </ol>
      </Notice>
    )
  }
  const { corrected, asked } = done.right
  return (
    <Notice tone="good">
      <p>{say('rights.noted')}</p>
      {corrected > 0 && <p>{say('rights.corrected', { count: corrected })}</p>}
      {asked > 0 && <p>{say('rights.asked', { count: asked })}</p>}
    </Notice>
  )
}

function Lists({ list: { rights, complaints } }: { list: RightsList }) {
  const { say } = useReading()
  const nameOf = useNames()
  return (
    <div className="stack">
      {rights.length === 0 && complaints.length === 0 && <Empty title={say('rights.empty')} />}
      {rights.length > 0 && (
        <ul className="list">
          {rights
            .toSorted((one, other) => Number(one.answer !== null) - Number(other.answer !== null) || one.dueAt.localeCompare(other.dueAt))
            .map((right) => (
              <RightRow key={right.id} right={right} partner={right.with === null ? undefined : nameOf(right.with)} />
            ))}
        </ul>
      )}
      {complaints.length > 0 && <ComplaintList complaints={complaints} nameOf={nameOf} />}
    </div>
  )
}
