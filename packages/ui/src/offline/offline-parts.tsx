import '../styles/offline.css'
import { type ReactNode, useEffect, useMemo } from 'react'
import { Router } from 'wouter'
import { useApi } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { useReading } from '../i18n/reading.tsx'
import { browserDevice } from './browser-device.ts'
import { DraftsScreens } from './drafts-screens.tsx'
import { useFreshLists, useLockWhenAlone, useSendWhenPossible } from './keeping.ts'
import type { OfflineParts, OwnDraft } from './offline-work.ts'
import { useManifest } from './program.ts'
import { DeviceContext, useDevice } from './use-device.tsx'
import { useOnline } from './use-online.ts'
import { WaitingCount } from './waiting-count.tsx'

/** The parts of a desk that works without a network. */
export function offlineParts(own: readonly OwnDraft[]): OfflineParts {
  return {
    Device: ({ children }) => <DeviceOfBrowser own={own}>{children}</DeviceOfBrowser>,
    Count: WaitingCount,
    Drafts: DraftsScreens,
    Alone,
  }
}

function DeviceOfBrowser({ own, children }: { own: readonly OwnDraft[]; children: ReactNode }) {
  const api = useApi()
  const device = useMemo(() => browserDevice(api), [api])
  useEffect(() => device.start(), [device])
  const content = useMemo(() => ({ device, own }), [device, own])
  return (
    <DeviceContext value={content}>
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
function Alone({ language, onDesk }: { language: ReactNode; onDesk: () => void }) {
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
          <DraftsScreens />
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
