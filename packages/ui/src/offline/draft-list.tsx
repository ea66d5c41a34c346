import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Empty, Page } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { DraftRow } from './draft-row.tsx'
import { listsFrom } from './kept-lists.ts'
import { KnownPeople } from './known-people.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { useInstall } from './program.ts'
import { useDevice } from './use-device.tsx'
import { WipeButton } from './wipe-button.tsx'

/** What was written down on this device and has not been sent, and how each of it stands. */
export function DraftList() {
  const { say, name } = useReading()
  const { device, own, state } = useDevice()
  const [, go] = useLocation()
  const [beginning, setBeginning] = useState(false)
  const begin = async (what: string) => {
    setBeginning(true)
    go(`/drafts/${await device.begin({ what, label: '', about: [] })}`)
  }
  const { drafts, pause, undoable } = state
  return (
    <Page title={say('offline.app')} about={say('offline.about')}>
      <div className="row">
        <Button look="primary" disabled={beginning} onPress={() => void begin('person')}>
          {say('people.new')}
        </Button>
        {own.map(({ code, title }) => (
          <Button key={code} disabled={beginning} onPress={() => void begin(code)}>
            {name(title)}
          </Button>
        ))}
        <Button disabled={beginning} onPress={() => void begin('referral')}>
          {say('new.title')}
        </Button>
      </div>
      {pause !== undefined && drafts.length > 0 && (
        <Notice tone={pause === 'no-network' || pause === 'busy' ? 'calm' : 'warn'}>
          <p>{say(`offline.pause.${pause}`)}</p>
          {pause === 'sign-in' && (
            <p>
              <a href="/auth/login?return=/desk" target="_blank" rel="noreferrer">
                {say('problem.sign-in-again')}
              </a>
            </p>
          )}
        </Notice>
      )}
      {undoable && (
        <Notice>
          <p>{say('offline.deleted', { count: undoable.drafts.length })}</p>
          <p>
            <Button onPress={() => void device.undo()}>{say('offline.undo')}</Button>
          </p>
        </Notice>
      )}
      {drafts.length === 0 ? (
        <Empty title={say('offline.empty')}>
          <p>{say('offline.empty.about')}</p>
        </Empty>
      ) : (
        <ul className="draft-rows">
          {drafts.map(({ draft }) => (
            <DraftRow key={draft.id} draft={draft} />
          ))}
        </ul>
      )}
      <KnownPeople />
      <ThisDevice />
    </Page>
  )
}

/** Lists and their age, locking, the home screen, the passkey, and the way to destroy it all. */
function ThisDevice() {
  const { say } = useReading()
  const { device, state } = useDevice()
  const install = useInstall()
  const lists = listsFrom(state.lists)
  return (
    <Card title={say('offline.device')}>
      <div className="stack">
        <p className="small muted">
          {lists ? (
            <>
              {say('offline.lists')} <When at={lists.at} hour />
            </>
          ) : (
            say('offline.lists.none')
          )}
        </p>
        <p className="small muted">{say('offline.locks')}</p>
        <div className="row">
          <Button onPress={() => void device.lock()}>{say('offline.lock')}</Button>
          {install && <Button onPress={install}>{say('offline.install')}</Button>}
          <PasskeyButton />
          <WipeButton />
        </div>
      </div>
    </Card>
  )
}
