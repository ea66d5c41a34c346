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
import { StrictMode, Suspense, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { type Api, apiOver } from '../api/client.ts'
import { ApiContext, SessionContext, sessionQuery, useSessionRead } from '../api/hooks.tsx'
import { pagesQuery } from '../api/pages.ts'
import { isSignedOut, type ProblemError } from '../api/problem.ts'
import { ProblemNotice } from '../components/notice.tsx'
import { directionOf } from '../i18n/locale.ts'
import { type Catalogue, loadCatalogue } from '../i18n/messages.ts'
import { ReadingProvider } from '../i18n/reading.tsx'
import { keepSettings, keepZone, readSettings, readZone, type Settings } from '../i18n/settings.ts'
import { OfflineContext, type OfflineParts } from '../offline/offline-context.ts'
import { presenceFrom } from '../session/presence.ts'
import { SIGNED_IN_PATH } from '../session/sign-in-again.ts'
import { SignedIn } from '../session/signed-in.tsx'
import { askedAhead, FIRST_LIST, isListAsked } from './asked-ahead.ts'
import type { Desk } from './desk.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Shell } from './shell.tsx'
import { SignIn } from './sign-in.tsx'

/** Before anybody was ever signed in here; from then on clocks are shown in the organisation's zone, the one deadlines are counted in. */
const zoneOfDevice = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** Starts the desk of a kind in the element `#desk` of its page. @throws where the page has no such element. */
export function deskApp(desk: Desk): void {
  const element = document.getElementById('desk')
  if (!element) throw new Error('the page has no element #desk')
  const api = apiOver((path, init) => fetch(path, init), presenceFrom(Date.now), askedAhead)
  const client = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', staleTime: 2_000 }, mutations: { networkMode: 'always' } },
  })
  const settings = readSettings()
  void takeAhead(api, client)
  void loadCatalogue(settings.language).then((catalogue) =>
    createRoot(element).render(
      <StrictMode>
        <QueryClientProvider client={client}>
          <ApiContext value={api}>
            <Spoken desk={desk} first={settings} texts={catalogue} />
          </ApiContext>
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
}

/** Takes over what was asked for ahead: where it is there already, the first screen is drawn once, with all that is on it. */
async function takeAhead(api: Api, client: QueryClient): Promise<void> {
  await client.prefetchQuery(sessionQuery(api))
  if (isListAsked()) await client.prefetchInfiniteQuery(pagesQuery(api, FIRST_LIST))
}

/** Once the first screen stands, the texts of all others are fetched, milliseconds. Whoever needs them before has them fetched then. */
const OTHER_TEXTS_AFTER = 1_500

/** How long a desk that also works without a network waits for the service before it shows what it has. Milliseconds. */
const PATIENCE = 4_000

interface SpokenProps {
  readonly desk: Desk
  /** The settings this device was left with, and the texts of their language. */
  readonly first: Settings
  readonly texts: Catalogue
}

/** The desk in the language, digits and colours this device was set to. */
function Spoken({ desk, first, texts }: SpokenProps) {
  const [settings, setSettings] = useState(first)
  const [catalogue, setCatalogue] = useState({ language: first.language, texts })
  const { content: session, problem, again } = useSessionRead()
  const change = useCallback((next: Settings) => {
    keepSettings(next)
    setSettings(next)
  }, [])
  useEffect(() => {
    if (settings.language === catalogue.language) return
    let wanted = true
    const change = async () => {
      const texts = await loadCatalogue(settings.language)
      // What is on the screen now may say anything: it changes as one, and nothing of it is taken away meanwhile.
      await texts.others()
      if (wanted) setCatalogue({ language: settings.language, texts })
    }
    void change()
    return () => {
      wanted = false
    }
  }, [settings.language, catalogue.language])
  useEffect(() => {
    const timer = setTimeout(() => void catalogue.texts.others(), OTHER_TEXTS_AFTER)
    return () => clearTimeout(timer)
  }, [catalogue.texts])
  useEffect(() => {
    const page = document.documentElement
    page.lang = settings.language
    page.dir = directionOf(settings.language)
    page.dataset.theme = settings.theme
    page.dataset.digits = settings.digits
  }, [settings])
  const zone = session?.organisation.timeZone
  useEffect(() => {
    if (zone !== undefined) keepZone(zone)
  }, [zone])
  const offline = useOfflineParts(desk)
  const { alone, toDrafts, toDesk } = useAlone(desk, session !== undefined, problem)
  if (desk.offline && !offline) return null
  const shown =
    offline && alone ? (
      <offline.Alone
        language={<LanguageSwitch settings={settings} onSettings={change} />}
        onDesk={() => {
          toDesk()
          again()
        }}
      />
    ) : session && window.location.pathname === SIGNED_IN_PATH ? (
      <SignedIn />
    ) : session ? (
      <Shell desk={desk} settings={settings} onSettings={change} />
    ) : problem && !isSignedOut(problem) ? (
      <main className="alone">
        <ProblemNotice problem={problem} again={again} />
      </main>
    ) : problem ? (
      <SignIn kind={desk.kind} settings={settings} onSettings={change} {...(offline ? { onDrafts: toDrafts } : {})} />
    ) : null
  const content = <Suspense fallback={null}>{shown}</Suspense>
  return (
    <ReadingProvider
      catalogue={catalogue.texts}
      language={catalogue.language}
      digits={settings.digits}
      timeZone={zone ?? readZone() ?? zoneOfDevice()}
    >
      <SessionContext value={session}>
        <OfflineContext value={offline}>{offline ? <offline.Device>{content}</offline.Device> : content}</OfflineContext>
      </SessionContext>
    </ReadingProvider>
  )
}

/** The parts of a desk that works without a network, as soon as they are there. */
function useOfflineParts({ offline }: Desk): OfflineParts | undefined {
  const [parts, setParts] = useState<OfflineParts>()
  useEffect(() => {
    void offline?.load().then(setParts)
  }, [offline])
  return parts
}

/**
 * Whether the window shows the drafts alone: no service answers, or somebody wants them. It stays so until somebody wants the desk: what
 * is being written is not taken from under their hands.
 */
function useAlone({ offline }: Desk, signedIn: boolean, problem: ProblemError | undefined) {
  const [alone, setAlone] = useState(false)
  const answered = problem !== undefined
  const silent = answered && !isSignedOut(problem)
  useEffect(() => {
    if (!offline || signedIn) return
    if (silent) return setAlone(true)
    if (answered) return
    const timer = setTimeout(() => setAlone(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [offline, signedIn, silent, answered])
  return { alone, toDrafts: () => setAlone(true), toDesk: () => setAlone(false) }
}
