import { lazy, Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { Icon } from '../components/icon.tsx'
import { DIGITS, LANGUAGES } from '../i18n/locale.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Settings, THEMES } from '../i18n/settings.ts'
import type { Desk } from '../shell/desk.ts'
import { OWN_NAMES } from '../shell/language-switch.tsx'
import { useLeave } from '../shell/leave.ts'
import { useWays } from '../shell/ways.ts'
import { type Command, commandsNow } from './commands.ts'
import { useShortcuts } from './use-shortcuts.ts'

const CommandBar = lazy(() => import('./command-bar.tsx').then((found) => ({ default: found.CommandBar })))
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx').then((found) => ({ default: found.ShortcutSheet })))

interface DoorProps {
  readonly desk: Desk
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
}

/** The button of the command bar, and the letters that act without it. */
export function CommandsDoor({ desk, settings, onSettings }: DoorProps) {
  const { say } = useReading()
  const [shown, setShown] = useState<{ readonly what: 'bar' | 'sheet'; readonly commands: readonly Command[] }>()
  const show = (what: 'bar' | 'sheet') => setShown({ what, commands: commandsNow(always) })
  const always = useAlways({ desk, settings, onSettings }, () => show('sheet'))
  useShortcuts({ on: settings.shortcuts === 'on', always, onBar: () => show('bar'), onSheet: () => show('sheet') })
  const close = () => setShown(undefined)
  return (
    <>
      <button type="button" className="button quiet command-door" aria-keyshortcuts="Control+K Meta+K" onClick={() => show('bar')}>
        <Icon name="search" />
        <span>{say('command.open')}</span>
        <kbd dir="ltr">Ctrl K</kbd>
      </button>
      {shown && (
        <Suspense fallback={null}>
          {shown.what === 'bar' ? (
            <CommandBar commands={shown.commands} onClose={close} />
          ) : (
            <ShortcutSheet commands={shown.commands} onClose={close} />
          )}
        </Suspense>
      )}
    </>
  )
}

/** What can be done from every screen. */
function useAlways({ desk, settings, onSettings }: DoorProps, onSheet: () => void): readonly Command[] {
  const { say } = useReading()
  const [, go] = useLocation()
  const ways = useWays(desk)
  const leave = useLeave()
  const { environment } = useSession()
  const to = (path: string) => () => {
    go(path)
    document.getElementById('content')?.focus()
  }
  const desks: Command[] = [
    { id: 'settings', group: 'desk', title: say('settings.title'), icon: 'person', shortcut: 'g e', act: to('/settings') },
    { id: 'print', group: 'desk', title: say('print.do'), icon: 'print', shortcut: 'p', act: () => window.print() },
    ...(environment === 'development'
      ? [{ id: 'components', group: 'desk', title: say('gallery.title'), act: to('/components') } as const]
      : []),
    { id: 'keys', group: 'desk', title: say('shortcuts.title'), icon: 'key', shortcut: '?', act: onSheet },
    ...LANGUAGES.filter((language) => language !== settings.language).map(
      (language): Command => ({
        id: `language ${language}`,
        group: 'desk',
        title: OWN_NAMES[language],
        act: () => onSettings({ ...settings, language }),
      }),
    ),
    ...DIGITS.filter((digits) => digits !== settings.digits).map(
      (digits): Command => ({
        id: `digits ${digits}`,
        group: 'desk',
        title: `${say('settings.digits')}: ${say(`digits.${digits}`)}`,
        act: () => onSettings({ ...settings, digits }),
      }),
    ),
    ...THEMES.filter((theme) => theme !== settings.theme).map(
      (theme): Command => ({
        id: `theme ${theme}`,
        group: 'desk',
        title: `${say('settings.theme')}: ${say(`theme.${theme}`)}`,
        act: () => onSettings({ ...settings, theme }),
      }),
    ),
    { id: 'sign-out', group: 'desk', title: say('shell.sign-out'), icon: 'close', act: () => void leave() },
  ]
  return [...ways.map(({ path, ...way }): Command => ({ ...way, id: `go ${path}`, group: 'go', act: to(path) })), ...desks]
}
