import '../styles/rights.css'
import type { HoldList as Holds } from '@ihala/contract'
import { useState } from 'react'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PersonTabs } from '../person/person-tabs.tsx'
import { HoldDialog } from './hold-dialog.tsx'
import { HoldList } from './hold-list.tsx'

/** M1: what of one person stays although they take it back, by which law, and how long each kind of data stays anyway. */
export default function HoldsPage({ id }: { id: string }) {
  const { say, word } = useReading()
  const [asking, setAsking] = useState(false)
  const [asked, setAsked] = useState(false)
  const list = useRead<Holds>(`/holds?person=${id}`)
  return (
    <Page
      title={say('holds.title')}
      about={say('holds.about')}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
      actions={
        list.content && (
          <Button look="primary" onPress={() => setAsking(true)}>
            {say('holds.ask')}
          </Button>
        )
      }
    >
      <PersonTabs id={id} />
      {asked && (
        <Notice tone="good">
          <p>{say('holds.asked')}</p>
        </Notice>
      )}
      <Read from={list}>
        {({ holds, bases, retention }) => (
          <div className="stack">
            {asking && <HoldDialog personId={id} bases={bases} onClose={() => setAsking(false)} onAsked={() => setAsked(true)} />}
            {holds.length === 0 ? <Empty title={say('holds.empty')} /> : <HoldList holds={holds} alone />}
            <Card title={say('holds.retention')}>
              <div className="stack">
                <p className="small muted">{say('holds.retention.about')}</p>
                <dl className="facts-list days">
                  {retention.map(({ category, days }) => (
                    <div className="pair" key={category}>
                      <dt>{word('category', category)}</dt>
                      <dd>{say('holds.days', { days })}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            </Card>
          </div>
        )}
      </Read>
    </Page>
  )
}
