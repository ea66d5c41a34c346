import type { StaffRole } from '@ihala/contract'
import { useSession } from '../api/hooks.tsx'
import type { IconName } from '../components/icon.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Desk, DeskPage } from './desk.ts'
import { answersFor, overlooks, protectsData, worksOnCases } from './roles.ts'

/** A screen somebody may go to. */
export interface Way {
  readonly path: string
  readonly icon: IconName
  readonly title: string
  /** Letters with a space between. */
  readonly shortcut: string | undefined
}

const SHORTCUTS: Readonly<Record<string, string>> = {
  '/': 'g w',
  '/new': 'n',
  '/drafts': 'g d',
  '/people': 'g p',
  '/telephone': 'g h',
  '/tasks': 'g t',
  '/second-person': 'g s',
  '/alerts': 'g a',
  '/staff': 'g f',
  '/rights': 'g r',
  '/overview': 'g o',
  '/members': 'g m',
  '/trust': 'g k',
  '/sent': 'g l',
}
/** A kind’s own screens, in their order. */
const OWN_SHORTCUTS = ['g 1', 'g 2', 'g 3', 'g 4', 'g 5', 'g 6', 'g 7', 'g 8', 'g 9'] as const

/** Whether there is any work list here. */
export function receives(desk: Desk): boolean {
  return (desk.receives ?? true) || (desk.refers ?? true)
}

/** Those of a kind's own screens that somebody with these roles works on. */
export function ownPages({ pages }: Desk, roles: readonly StaffRole[]): readonly DeskPage[] {
  return pages.filter((page) => !page.roles || page.roles.some((role) => roles.includes(role)))
}

/** The screens that whoever is signed in may go to, in the order of the menu. */
export function useWays(desk: Desk): readonly Way[] {
  const { say, name } = useReading()
  const { roles } = useSession().staff
  const cases = worksOnCases(roles)
  const refers = cases && (desk.refers ?? true)
  const protects = protectsData(roles)
  const own = ownPages(desk, roles).map(
    ({ path, icon, title }) => [path, icon, typeof title === 'string' ? say(title) : name(title)] as const,
  )
  const ways: readonly (readonly [string, IconName, string])[] = [
    ...(cases && receives(desk) ? ([['/', 'inbox', say('work.title')]] as const) : []),
    ...(cases ? [] : ([['/', 'overview', say('overview.title')]] as const)),
    ...own,
    ...(desk.offline ? ([['/drafts', 'file', say('offline.app')]] as const) : []),
    ...(refers ? ([['/new', 'add', say('new.title')]] as const) : []),
    ...(refers ? ([['/people', 'people', say('people.title')]] as const) : []),
    ...(cases && (desk.receives ?? true) ? ([['/telephone', 'phone', say('telephone.title')]] as const) : []),
    ...(cases ? ([['/tasks', 'tasks', say('tasks.title')]] as const) : []),
    ...((cases || protects) && receives(desk) ? ([['/second-person', 'two', say('second.title')]] as const) : []),
    ...(protects ? ([['/alerts', 'warn', say('alerts.title')]] as const) : []),
    ...(roles.includes('admin') ? ([['/staff', 'person', say('staff.title')]] as const) : []),
    ...((cases || protects) && receives(desk) ? ([['/rights', 'scales', say('people-rights.title')]] as const) : []),
    ...(cases && overlooks(roles) ? ([['/overview', 'overview', say('overview.title')]] as const) : []),
    ...(protects && receives(desk) ? ([['/kept', 'folder', say('kept.title')]] as const) : []),
    ['/members', 'members', say('members.title')],
    ...(answersFor(roles)
      ? ([
          ['/trust', 'key', say('trust.title')],
          ['/sent', 'sent', say('sent.title')],
        ] as const)
      : []),
  ]
  return ways.map(([path, icon, title]) => {
    const place = own.findIndex(([ownPath]) => ownPath === path)
    return { path, icon, title, shortcut: place === -1 ? SHORTCUTS[path] : OWN_SHORTCUTS[place] }
  })
}
