import '../styles/fonts.css'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/parts.css'
import '../styles/fields.css'
import '../styles/pictures.css'
import '../styles/shell.css'
import '../styles/screens.css'
import '../styles/tables.css'
import '../styles/command.css'
import '../styles/print.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { apiOver } from '../api/client.ts'
import { ApiContext, SessionContext, useSessionRead } from '../api/hooks.tsx'
import { isSignedOut } from '../api/problem.ts'
import { ProblemNotice } from '../components/notice.tsx'
import { directionOf } from '../i18n/locale.ts'
import { type Catalogue, loadCatalogue } from '../i18n/messages.ts'
import { ReadingProvider } from '../i18n/reading.tsx'
import { keepSettings, readSettings, type Settings } from '../i18n/settings.ts'
import { presenceFrom } from '../session/presence.ts'
import { SIGNED_IN_PATH } from '../session/sign-in-again.ts'
import { SignedIn } from '../session/signed-in.tsx'
import type { Desk } from './desk.ts'
import { Shell } from './shell.tsx'
import { SignIn } from './sign-in.tsx'

/** Before anybody is signed in; from then on clocks are shown in the organisation's zone, the one deadlines are counted in. */
const DEVICE_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** Starts the desk of a kind in the element `#desk` of its page. @throws where the page has no such element. */
export function deskApp(desk: Desk): void {
  const element = document.getElementById('desk')
  if (!element) throw new Error('the page has no element #desk')
  const api = apiOver((path, init) => fetch(path, init), presenceFrom(Date.now))
  const client = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', staleTime: 2_000 }, mutations: { networkMode: 'always' } },
  })
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ApiContext value={api}>
          <Spoken desk={desk} />
        </ApiContext>
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** The desk in the language, digits and colours this device was set to. */
function Spoken({ desk }: { desk: Desk }) {
  const [settings, setSettings] = useState(readSettings)
  const [catalogue, setCatalogue] = useState<{ language: Settings['language']; texts: Catalogue }>()
  const { content: session, problem, again } = useSessionRead()
  const change = useCallback((next: Settings) => {
    keepSettings(next)
    setSettings(next)
  }, [])
  useEffect(() => {
    let wanted = true
    void loadCatalogue(settings.language).then((texts) => {
      if (wanted) setCatalogue({ language: settings.language, texts })
    })
    return () => {
      wanted = false
    }
  }, [settings.language])
  useEffect(() => {
    const page = document.documentElement
    page.lang = settings.language
    page.dir = directionOf(settings.language)
    page.dataset.theme = settings.theme
    page.dataset.digits = settings.digits
  }, [settings])
  if (!catalogue) return null
  return (
    <ReadingProvider
      catalogue={catalogue.texts}
      language={catalogue.language}
      digits={settings.digits}
      timeZone={session?.organisation.timeZone ?? DEVICE_ZONE}
    >
      {session && window.location.pathname === SIGNED_IN_PATH ? (
        <SignedIn />
      ) : session ? (
        <SessionContext value={session}>
          <Shell desk={desk} settings={settings} onSettings={change} />
        </SessionContext>
      ) : problem && !isSignedOut(problem) ? (
        <main className="alone">
          <ProblemNotice problem={problem} again={again} />
        </main>
      ) : problem ? (
        <SignIn kind={desk.kind} settings={settings} onSettings={change} />
      ) : null}
    </ReadingProvider>
  )
}
