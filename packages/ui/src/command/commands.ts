import type { IconName } from '../components/icon.tsx'
import type { MessageKey } from '../i18n/messages.ts'
import { type PageAct, pageActs } from './page-acts.ts'

/** Where commands stand in the bar, in this order. */
export const GROUPS = ['here', 'go', 'desk'] as const
export type Group = (typeof GROUPS)[number]
export const GROUP_WORDS = { here: 'command.here', go: 'command.go', desk: 'command.desk' } as const satisfies Record<Group, MessageKey>

/** Something somebody can do now, from the bar or by letters. */
export interface Command {
  readonly id: string
  readonly group: Group
  readonly title: string
  readonly icon?: IconName | undefined
  /** Letters with a space between: `g w`. */
  readonly shortcut?: string | undefined
  readonly act: () => void
}

/** What the page as it stands offers, then what the desk always offers. */
export function commandsNow(always: readonly Command[]): readonly Command[] {
  const main = document.getElementById('content')
  const here = main === null ? [] : pageActs(main)
  return withoutTwins(here.map(commandOf), always)
}

/** What the page offers and the desk always offers is listed once, where its letters are. */
export function withoutTwins(here: readonly Command[], always: readonly Command[]): readonly Command[] {
  return [...here.filter(({ title }) => always.every((command) => command.title !== title)), ...always]
}

function commandOf({ title, shortcut, press }: PageAct): Command {
  return { id: `here ${title}`, group: 'here', title, shortcut, act: press }
}

/** How letters are shown: `G W`. */
export function shownShortcut(shortcut: string): string {
  return shortcut.toUpperCase()
}
