import { type ComponentType, lazy, Suspense, useContext, useEffect, useMemo, useState } from 'react'
import { Link, Route, Router, Switch, useLocation } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { LiveContext, useLive } from '../api/live.ts'
import { CommandsDoor } from '../command/commands-door.tsx'
import { ShortcutsOn } from '../command/shortcuts-on.ts'
import { Icon, type IconName } from '../components/icon.tsx'
import { Empty, Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Settings } from '../i18n/settings.ts'
import { useNotices } from '../notify/use-notices.ts'
import { OfflineContext } from '../offline/offline-context.ts'
import { Printable } from '../print/printable.tsx'
import { SessionGuard } from '../session/session-guard.tsx'
import { useSessionWatch } from '../session/session-watch.ts'
import { WaitsContext } from '../work-list/waits.tsx'
import WorkListPage from '../work-list/work-list.page.tsx'
import type { Desk } from './desk.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { useLeave } from './leave.ts'
import { Mark } from './mark.tsx'
import { ReferralPartContext } from './referral-part.ts'
import { worksOnCases } from './roles.ts'
import { ownPages, receives, useWays } from './ways.ts'

const ReferralPage = lazy(() => import('../referral/referral.page.tsx'))
const AnswersPage = lazy(() => import('../question/answers.page.tsx'))
const NewReferralPage = lazy(() => import('../new-referral/new-referral.page.tsx'))
const PeoplePage = lazy(() => import('../person/people.page.tsx'))
const NewPersonPage = lazy(() => import('../person/new-person.page.tsx'))
const PersonPage = lazy(() => import('../person/person.page.tsx'))
const MyDataPage = lazy(() => import('../my-data/my-data.page.tsx'))
const RightsPage = lazy(() => import('../rights/rights.page.tsx'))
const PapersPage = lazy(() => import('../papers/papers.page.tsx'))
const KeptPage = lazy(() => import('../kept/kept.page.tsx'))
const KeptOfPage = lazy(() => import('../kept/kept-of.page.tsx'))
const HoldsPage = lazy(() => import('../holds/holds.page.tsx'))
const PeopleRightsPage = lazy(() => import('../rights/people-rights.page.tsx'))
const OverviewPage = lazy(() => import('../overview/overview.page.tsx'))
const TrustPage = lazy(() => import('../overview/trust.page.tsx'))
const SentPage = lazy(() => import('../overview/sent.page.tsx'))
const TelephonePage = lazy(() => import('../telephone/telephone.page.tsx'))
const TasksPage = lazy(() => import('../task/tasks.page.tsx'))
const MembersPage = lazy(() => import('../member/members.page.tsx'))
const SecondPersonPage = lazy(() => import('../second-person/second-person.page.tsx'))
const AskPage = lazy(() => import('../second-person/ask.page.tsx'))
const AlertsPage = lazy(() => import('../second-person/alerts.page.tsx'))
const StandingPage = lazy(() => import('../standing/standing.page.tsx'))
const ReachedPage = lazy(() => import('../standing/reached.page.tsx'))
const ContactChangePage = lazy(() => import('../standing/contact-change.page.tsx'))
const StaffPage = lazy(() => import('../staff/staff.page.tsx'))
const SettingsPage = lazy(() => import('./settings.page.tsx'))
const GalleryPage = lazy(() => import('../gallery/gallery.page.tsx'))

interface ShellProps {
  readonly desk: Desk
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
}

/** The frame of every screen: whose desk, who I am, where I can go. */
export function Shell({ desk, settings, onSettings }: ShellProps) {
  return (
    <Router base="/desk">
      <Frame desk={desk} settings={settings} onSettings={onSettings} />
    </Router>
  )
}

function Frame({ desk, settings, onSettings }: ShellProps) {
  const { say } = useReading()
  // Made here, above the place that waits for them: a screen that suspends before it was ever shown forgets what it made.
  const own = useMemo(
    () => desk.pages.map(({ path, within, load }) => ({ path: within ? `${path}/:rest?` : path, Screen: lazy(load) })),
    [desk.pages],
  )
  const part = useMemo(() => (desk.referralPart ? lazy(desk.referralPart) : undefined), [desk.referralPart])
  const { roles } = useSession().staff
  const waits = useMemo(() => ownPages(desk, roles).flatMap(({ waits }) => (waits ? [lazy(waits)] : [])), [desk, roles])
  const watch = useSessionWatch()
  const signedIn = watch.stage.stage === 'open' || watch.stage.stage === 'ending'
  const told = useLive(signedIn && worksOnCases(roles), useNotices(settings.notices === 'on'))
  return (
    <ReferralPartContext value={part}>
      <LiveContext value={told}>
        <div className="shell">
          <a className="skip" href="#content">
            {say('shell.skip')}
          </a>
          <TopBar desk={desk} settings={settings} onSettings={onSettings} />
          <Ways desk={desk} />
          <main id="content" className="content" tabIndex={-1}>
            <Suspense fallback={<Waiting />}>
              <ShortcutsOn value={settings.shortcuts === 'on'}>
                <WaitsContext value={waits}>
                  <Screens desk={desk} own={own} settings={settings} onSettings={onSettings} />
                </WaitsContext>
              </ShortcutsOn>
            </Suspense>
          </main>
        </div>
        <SessionGuard watch={watch} />
      </LiveContext>
    </ReferralPartContext>
  )
}

/** While a screen comes, its words come too. */
function Waiting() {
  const { say, readOn } = useReading()
  useEffect(readOn, [readOn])
  return <p className="waiting">{say('wait.reading')}</p>
}

function TopBar({ desk, settings, onSettings }: ShellProps) {
  const { say, name, word, between } = useReading()
  const { organisation, staff } = useSession()
  const leave = useLeave()
  return (
    <header className="top-bar">
      <Link href="/" className="top-name">
        <Mark />
        <span>
          <strong>{name(organisation.names)}</strong>
          <span className="small muted">{word('kind', organisation.kind)}</span>
        </span>
      </Link>
      <div className="top-me">
        <CommandsDoor desk={desk} settings={settings} onSettings={onSettings} />
        <LanguageSwitch settings={settings} onSettings={onSettings} />
        <Link href="/settings" className="top-who" title={staff.roles.map((role) => word('role', role)).join(between)}>
          <Icon name="person" />
          <span>
            {name(staff.names)}
            <span className="small muted">{staff.roles.map((role) => word('role', role)).join(between)}</span>
          </span>
        </Link>
        <button type="button" className="button quiet" onClick={() => void leave()}>
          {say('shell.sign-out')}
        </button>
      </div>
    </header>
  )
}

function Ways({ desk }: { desk: Desk }) {
  const { say } = useReading()
  const offline = useContext(OfflineContext)
  const [shown, setShown] = useState(false)
  const ways = useWays(desk)
  const overviewIsFirst = ways.every(({ path }) => path !== '/overview')
  return (
    <nav className={shown ? 'ways shown' : 'ways'} aria-label={say('shell.ways')}>
      <div className="row spread">
        <button type="button" className="button quiet ways-toggle" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <Icon name={shown ? 'close' : 'menu'} /> {say('shell.ways')}
        </button>
        {offline && <offline.Count />}
      </div>
      <ul>
        {ways.map(({ path, icon, title }) => (
          <li key={path}>
            <Way
              path={path}
              icon={icon}
              title={title}
              below={path === '/' && overviewIsFirst ? '/overview' : '/referrals'}
              onGo={() => setShown(false)}
            />
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface WayProps {
  readonly path: string
  readonly icon: IconName
  readonly title: string
  /** What belongs to the first screen though it has an address of its own. */
  readonly below: string
  readonly onGo: () => void
}

function Way({ path, icon, title, below, onGo }: WayProps) {
  const [here] = useLocation()
  const current = path === '/' ? here === '/' || here.startsWith(below) : here === path || here.startsWith(`${path}/`)
  return (
    <Link href={path} className="way" aria-current={current ? 'page' : undefined} onClick={onGo}>
      <Icon name={icon} />
      {title}
    </Link>
  )
}

interface OwnScreen {
  readonly path: string
  readonly Screen: ComponentType
}

function Screens({ desk, own, settings, onSettings }: ShellProps & { own: readonly OwnScreen[] }) {
  const { say } = useReading()
  const { staff, environment } = useSession()
  const offline = useContext(OfflineContext)
  return (
    <Switch>
      <Route path="/">
        {!worksOnCases(staff.roles) ? (
          <OverviewPage />
        ) : receives(desk) ? (
          <Printable title={say('work.title')}>
            <WorkListPage names={desk.refers ?? true} />
          </Printable>
        ) : (
          <MembersPage />
        )}
      </Route>
      <Route path="/referrals/:id">{({ id }) => <ReferralPage key={id} id={id} />}</Route>
      <Route path="/referrals/:id/answers">{({ id }) => <AnswersPage key={id} id={id} />}</Route>
      <Route path="/new">
        <NewReferralPage />
      </Route>
      <Route path="/people">
        <PeoplePage />
      </Route>
      <Route path="/people/new">
        <NewPersonPage />
      </Route>
      <Route path="/people/:id">{({ id }) => <PersonPage key={id} id={id} />}</Route>
      <Route path="/people/:id/my-data">{({ id }) => <MyDataPage key={id} id={id} />}</Route>
      <Route path="/people/:id/rights">{({ id }) => <RightsPage key={id} id={id} />}</Route>
      <Route path="/people/:id/papers">{({ id }) => <PapersPage key={id} id={id} />}</Route>
      <Route path="/people/:id/holds">{({ id }) => <HoldsPage key={id} id={id} />}</Route>
      <Route path="/rights">
        <PeopleRightsPage />
      </Route>
      <Route path="/kept">
        <KeptPage />
      </Route>
      <Route path="/kept/people/:id">{({ id }) => <KeptOfPage key={id} of="people" id={id} />}</Route>
      <Route path="/kept/referrals/:id">{({ id }) => <KeptOfPage key={id} of="referrals" id={id} />}</Route>
      <Route path="/people/:id/standing">{({ id }) => <StandingPage key={id} id={id} />}</Route>
      <Route path="/people/:id/reached">{({ id }) => <ReachedPage key={id} id={id} />}</Route>
      <Route path="/contact-changes/:id">{({ id }) => <ContactChangePage key={id} id={id} />}</Route>
      <Route path="/second-person">
        <SecondPersonPage />
      </Route>
      <Route path="/second-person/new">
        <AskPage />
      </Route>
      <Route path="/alerts">
        <AlertsPage />
      </Route>
      <Route path="/staff">
        <StaffPage />
      </Route>
      <Route path="/tasks">
        <TasksPage />
      </Route>
      <Route path="/telephone">
        <TelephonePage />
      </Route>
      <Route path="/overview">
        <OverviewPage />
      </Route>
      <Route path="/trust">
        <TrustPage />
      </Route>
      <Route path="/sent">
        <SentPage />
      </Route>
      <Route path="/members">
        <MembersPage />
      </Route>
      <Route path="/settings">
        <SettingsPage settings={settings} onSettings={onSettings} />
      </Route>
      {offline && (
        <Route path="/drafts/*?">
          <offline.Drafts />
        </Route>
      )}
      {environment === 'development' && (
        <Route path="/components">
          <GalleryPage settings={settings} specimens={desk.specimens} />
        </Route>
      )}
      {own.map(({ path, Screen }) => (
        <Route key={path} path={path}>
          <Screen />
        </Route>
      ))}
      <Route>
        <Page title={say('nowhere.title')}>
          <Empty title={say('nowhere.about')}>
            <Link href="/">{say('work.title')}</Link>
          </Empty>
        </Page>
      </Route>
    </Switch>
  )
}
