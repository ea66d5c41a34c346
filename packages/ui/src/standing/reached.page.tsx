import type { ContactChangeList } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { Card, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { ChangeRow } from './change-row.tsx'
import { ExclusionsCard } from './exclusions-card.tsx'
import { useFileName } from './file-name.ts'
import { NewChange } from './new-change.tsx'

/** How somebody is reached, and who must never learn of them: another way is held for 72 hours (T41). */
export default function ReachedPage({ id }: { id: string }) {
  const { say } = useReading()
  const name = useFileName(id)
  const changes = useRead<Static<typeof ContactChangeList>>(`/people/${id}/contact-changes`)
  return (
    <Page
      title={say('reached.title')}
      about={name === undefined ? say('reached.about') : isolate(name)}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
    >
      {changes.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <Read from={changes}>
          {({ changes: all }) => (
            <div className="stack">
              <Card title={say('reached.changes')}>
                <div className="stack">
                  <p className="small muted">{say('reached.changes.about')}</p>
                  {all.length === 0 ? (
                    <p className="muted">{say('reached.changes.none')}</p>
                  ) : (
                    <ul className="list">
                      {all.map((change) => (
                        <ChangeRow key={change.id} change={change} />
                      ))}
                    </ul>
                  )}
                  {all.every(({ state }) => state !== 'held') && <NewChange id={id} />}
                </div>
              </Card>
              <ExclusionsCard id={id} />
            </div>
          )}
        </Read>
      )}
    </Page>
  )
}
