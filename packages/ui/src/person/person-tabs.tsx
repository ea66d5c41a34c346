import { Link, useLocation } from 'wouter'
import type { MessageKey } from '../i18n/messages.ts'
import { useReading } from '../i18n/reading.tsx'

const TABS = [
  ['', 'person-tab.file'],
  ['/my-data', 'person-tab.my-data'],
  ['/rights', 'person-tab.rights'],
  ['/papers', 'person-tab.papers'],
  ['/holds', 'person-tab.holds'],
] as const satisfies readonly (readonly [string, MessageKey])[]

/** The ways between a person's file and what concerns them: what is held, what they ask for, their papers, what must stay. */
export function PersonTabs({ id }: { id: string }) {
  const { say } = useReading()
  const [here] = useLocation()
  return (
    <nav className="tabs" aria-label={say('person-tab.label')}>
      {TABS.map(([end, title]) => {
        const path = `/people/${id}${end}`
        return (
          <Link key={end} href={path} aria-current={here === path ? 'page' : undefined}>
            {say(title)}
          </Link>
        )
      })}
    </nav>
  )
}
