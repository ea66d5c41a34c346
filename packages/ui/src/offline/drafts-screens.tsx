import { lazy, useContext } from 'react'
import { Redirect, useLocation } from 'wouter'
import { SessionContext } from '../api/hooks.tsx'
import { Empty, Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { DraftList } from './draft-list.tsx'
import { SetUp } from './set-up.tsx'
import { Unlock } from './unlock.tsx'
import { useDevice } from './use-device.tsx'

const DraftEditor = lazy(async () => ({ default: (await import('./draft-editor.tsx')).DraftEditor }))

/** The drafts of this device: set up, locked, the list, or one of them. */
export function DraftsScreens() {
  const { say } = useReading()
  const { state } = useDevice()
  const session = useContext(SessionContext)
  const [here] = useLocation()
  const { stands } = state
  switch (stands.name) {
    case 'reading':
      return <p className="waiting">{say('wait.reading')}</p>
    case 'wiped':
      return <p className="waiting">{say('offline.nothing')}</p>
    case 'none':
      if (session) return <SetUp session={session} />
      return (
        <Page title={say('offline.app')}>
          <Empty title={say('offline.not-set-up')}>
            <p>{say('offline.not-set-up.about')}</p>
          </Empty>
        </Page>
      )
    case 'locked':
      return <Unlock stands={stands} />
    case 'open': {
      const [, id] = /^\/drafts\/([^/]+)$/.exec(here) ?? []
      if (id === undefined) return <DraftList />
      const kept = state.drafts.find(({ draft }) => draft.id === id)
      // It was sent or deleted meanwhile.
      return kept ? <DraftEditor key={id} kept={kept} /> : <Redirect to="/drafts" />
    }
    default:
      return stands satisfies never
  }
}
