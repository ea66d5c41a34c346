import { useEffect, useRef } from 'react'
import { type Command, commandsNow } from './commands.ts'
import { afterLetter, letterOf, opensBar, SEQUENCE_MS } from './keys.ts'

/** Where letters are text, or choose by their first letter. */
const TYPED_INTO = 'input, textarea, select, [contenteditable], [role=spinbutton], [role=combobox], [role=listbox], [role=menu]'
const ASKED = '[role=dialog], [role=alertdialog]'

interface Shortcuts {
  readonly on: boolean
  readonly always: readonly Command[]
  readonly onBar: () => void
  readonly onSheet: () => void
}

/** Ctrl-K opens the bar everywhere; single letters act only where they are switched on, nobody types, and nothing is asked. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const now = useRef(shortcuts)
  now.current = shortcuts
  useEffect(() => {
    let typed = ''
    let typedAt = 0
    const pressed = (event: KeyboardEvent) => {
      const { on, always, onBar, onSheet } = now.current
      if (opensBar(event)) {
        event.preventDefault()
        if (document.querySelector('[role=alertdialog]') === null) onBar()
        return
      }
      const letter = letterOf(event)
      if (!on || letter === undefined || event.defaultPrevented || event.repeat || isTyping(event.target)) return
      if (document.querySelector(ASKED) !== null) return
      if (letter === '?') return onSheet()
      const commands = commandsNow(always)
      const shortcutsNow = commands.map(({ shortcut }) => shortcut).filter((shortcut) => shortcut !== undefined)
      const came = afterLetter(Date.now() - typedAt > SEQUENCE_MS ? '' : typed, letter, shortcutsNow)
      typed = came.typed
      typedAt = Date.now()
      if (came.found === undefined) return
      event.preventDefault()
      commands.find(({ shortcut }) => shortcut === came.found)?.act()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPED_INTO) !== null
}
