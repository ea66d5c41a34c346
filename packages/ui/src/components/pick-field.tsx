import { type ReactNode, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Text } from 'react-aria-components/Text'
import { useReading } from '../i18n/reading.tsx'
import { StayingList } from './staying-list.tsx'
import type { FieldProps } from './text-field.tsx'

interface PickProps extends Omit<FieldProps<string | undefined>, 'onChange'> {
  /** `word` is what is typed and filled in; `shown` is how the list shows it, where that is not the word alone. */
  readonly options: readonly { readonly code: string; readonly word: string; readonly shown?: ReactNode }[]
  readonly onChange: (value: string | undefined) => void
}

/** One of many: type a part of the word, or open the list. */
export function PickField({ name, label, hint, value, onChange, required = false, options }: PickProps) {
  const { say } = useReading()
  const row = useRef<HTMLDivElement>(null)
  return (
    <ComboBox
      className="field"
      name={name}
      selectedKey={value ?? null}
      onSelectionChange={(key) => onChange(key === null ? undefined : String(key))}
      defaultItems={options.map(({ code, word, shown = word }) => ({ id: code, word, shown }))}
      isRequired={required}
      validationBehavior="aria"
      menuTrigger="focus"
    >
      <Label>
        {label} {!required && <span className="muted small">{say('field.optional')}</span>}
      </Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <div ref={row} className="field-row">
        <Input className="input" />
        <Button className="button" aria-label={say('field.open-list')}>
          <span className="caret" aria-hidden="true" />
        </Button>
      </div>
      <FieldError className="wrong" />
      <StayingList field={row}>
        <ListBox<{ id: string; word: string; shown: ReactNode }>>
          {(item) => (
            <ListBoxItem className="option" id={item.id} textValue={item.word}>
              {item.shown}
            </ListBoxItem>
          )}
        </ListBox>
      </StayingList>
    </ComboBox>
  )
}
