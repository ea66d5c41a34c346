import '../styles/offline.css'
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react'
import { Router } from 'wouter'
import { useApi } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { useReading } from '../i18n/reading.tsx'
import { browserDevice } from './browser-device.ts'
import { useFreshLists, useLockWhenAlone, useSendWhenPossible } from './keeping.ts'
import type { OfflineParts } from './offline-context.ts'
import type { OwnDraft } from './own-draft.ts'
import { useManifest } from './program.ts'
import { DeviceContext, OwnDraftsContext, useDevice } from './use-device.tsx'
import { useOnline } from './use-online.ts'
import { WaitingCount } from './waiting-count.tsx'

/** The parts of a desk that works without a network. The forms are fetched when somebody opens the drafts, and are on the device by then. */
export function offlineParts(own: () => Promise<{ readonly ownDrafts: readonly OwnDraft[] }>): OfflineParts {
  const Screens = lazy(async () => {
    const [{ DraftsScreens }, { ownDrafts }] = await Promise.all([import('./drafts-screens.tsx'), own()])
    return {
      default: () => (
        <OwnDraftsContext value={ownDrafts}>
          <DraftsScreens />
        </OwnDraftsContext>
      ),
    }
  })
  const Drafts = () => (
    <Suspense fallback={<Waiting />}>
      <Screens />
    </Suspense>
  )
  return {
    Device: DeviceOfBrowser,
    Count: WaitingCount,
    Drafts,
    Alone: (given) => (
      <Alone {...given}>
        <Drafts />
      </Alone>
    ),
  }
}

function Waiting() {
  const { say } = useReading()
  return <p className="waiting">{say('wait.reading')}</p>
}

function DeviceOfBrowser({ children }: { children: ReactNode }) {
  const api = useApi()
  const device = useMemo(() => browserDevice(api), [api])
  useEffect(() => device.start(), [device])
  return (
    <DeviceContext value={device}>
      <Kept>{children}</Kept>
    </DeviceContext>
  )
}

/** What goes on by itself wherever the officer is in the desk. */
function Kept({ children }: { children: ReactNode }) {
  const { device, state } = useDevice()
  const { locale } = useReading()
  useManifest(locale.language)
  useLockWhenAlone(device, state)
  useSendWhenPossible(device, state, useOnline())
  useFreshLists(device, state)
  return children
}

/** The whole window while no service answers. It names nobody, not even whose desk it is. */
function Alone({ language, onDesk, children }: { language: ReactNode; onDesk: () => void; children: ReactNode }) {
  const { say } = useReading()
  const { state } = useDevice()
  if (state.stands.name === 'wiped') return <Wiped />
  return (
    <Router base="/desk">
      <div className="alone-desk">
        <header className="top-bar">
          <span className="top-name">
            <Icon name="file" size={24} />
            <strong>{say('offline.app')}</strong>
          </span>
          <div className="top-me">
            <WaitingCount />
            {language}
          </div>
        </header>
        <main className="content">
          {children}
          <p className="to-desk">
            <Button look="quiet" onPress={onDesk}>
              {say('offline.to-desk')}
            </Button>
          </p>
        </main>
      </div>
    </Router>
  )
}

/** Nothing is left to show. */
function Wiped() {
  const { say } = useReading()
  useEffect(() => {
    document.title = say('offline.app')
  }, [say])
  return (
    <main className="alone">
      <p className="muted">{say('offline.nothing')}</p>
    </main>
  )
}
