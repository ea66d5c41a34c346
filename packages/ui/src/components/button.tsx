import { type MouseEvent, type ReactNode, useContext } from 'react'
import { Link } from 'wouter'
import { ShortcutsOn } from '../command/shortcuts-on.ts'
import { useReading } from '../i18n/reading.tsx'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps {
  readonly children: ReactNode
  readonly look?: Look
  readonly onPress?: () => void
  /** Sends the form around it. */
  readonly submit?: boolean
  /** The request is under way: a second press does nothing. */
  readonly pending?: boolean
  readonly disabled?: boolean
  /** The letter that presses it, where letters are switched on. */
  readonly shortcut?: string | undefined
}

/** Something to press. One of them on a screen is `primary`. The browser's own button: it weighs nothing on the first load. */
export function Button({ children, look = 'plain', onPress, submit = false, pending = false, disabled = false, shortcut }: ButtonProps) {
  const { say } = useReading()
  const lettersAct = useContext(ShortcutsOn)
  return (
    <button
      className={`button ${look}`}
      type={submit ? 'submit' : 'button'}
      disabled={disabled || pending}
      onClick={onPress && (() => onPress())}
      onMouseDown={submit ? stayInField : undefined}
      aria-keyshortcuts={lettersAct ? shortcut : undefined}
    >
      {pending ? say('wait.sending') : children}
    </button>
  )
}

/**
 * The field somebody has just put right keeps the focus until the press is over: leaving it takes its error away, all below moves up,
 * and the press would end beside the button.
 */
function stayInField(event: MouseEvent): void {
  event.preventDefault()
}

/** A way to another screen that looks like a button. */
export function LinkButton({ children, to, look = 'plain' }: { children: ReactNode; to: string; look?: Look }) {
  return (
    <Link href={to} className={`button ${look}`}>
      {children}
    </Link>
  )
}
