import { type KeyboardEvent, type RefObject, useId } from 'react'
import { Button } from '../components/button.tsx'
import type { MessageKey } from '../i18n/messages.ts'
import { useReading } from '../i18n/reading.tsx'

/** As long as what may be looked for (`PeopleSearch` of the contract). */
const LONGEST = 100

interface SearchFieldProps {
  readonly label: MessageKey
  readonly hint: MessageKey
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly field: RefObject<HTMLInputElement | null>
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

/** Where one types what one looks for, and takes it away again. */
export function SearchField({ label, hint, typed, onType, field, onKeyDown }: SearchFieldProps) {
  const { say } = useReading()
  const id = useId()
  const clear = () => {
    onType('')
    field.current?.focus()
  }
  return (
    <search>
      <div className="field">
        <label htmlFor={id}>{say(label)}</label>
        <span className="hint" id={`${id}-hint`}>
          {say(hint)}
        </span>
        <div className="row search-row">
          <input
            ref={field}
            id={id}
            className="input"
            type="text"
            inputMode="search"
            dir="auto"
            autoComplete="off"
            spellCheck={false}
            maxLength={LONGEST}
            aria-describedby={`${id}-hint`}
            value={typed}
            onChange={({ target }) => onType(target.value)}
            onKeyDown={onKeyDown}
          />
          {typed !== '' && <Button onPress={clear}>{say('search.clear')}</Button>}
        </div>
      </div>
    </search>
  )
}
