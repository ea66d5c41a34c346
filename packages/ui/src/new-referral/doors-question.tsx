import { Category, type MemberView, type PersonDetail } from '@ihala/contract'
import { Checkbox } from 'react-aria-components/Checkbox'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { ManyOf } from '../components/choice-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { Door } from '../pictures/doors.tsx'
import { disclosed, mayOpen, type Offline } from './draft.ts'
import type { QuestionProps } from './recipient-question.tsx'

/** Which doors does the person open to this body, and for what? */
export function DoorsQuestion({
  draft,
  onChange,
  to,
  person,
  offline,
}: QuestionProps & { to: MemberView | undefined; person: PersonDetail | undefined; offline: Offline | undefined }) {
  const { say, word, name } = useReading()
  const { consent } = draft
  const takes = to?.takes ?? []
  // The need opens with the question itself; the way back is asked for later, in words of its own.
  const doors = Category.enum.filter((category) => category !== 'progress')
  const written = person ? [...disclosed(draft, person).go, ...disclosed(draft, person).stay] : []
  const choose = (chosen: string[]) => {
    const categories = doors.filter((category) => category === 'need' || (chosen.includes(category) && mayOpen(category, takes)))
    onChange({ ...draft, consent: { ...consent, categories } })
  }
  return (
    <>
      <CheckboxGroup className="field wide" name="/consent/categories" value={[...consent.categories]} onChange={choose}>
        <Label>
          <h2>{say('new.ask.doors', { partner: to ? name(to.names) : '' })}</h2>
        </Label>
        <Text slot="description" className="hint">
          {say('new.ask.doors.hint')}
        </Text>
        <div className="choices">
          {doors.map((category) => {
            const open = consent.categories.includes(category)
            const allowed = mayOpen(category, takes)
            const state = category === 'need' ? 'door.always' : !allowed ? 'door.not-for-them' : open ? 'door.open' : 'door.shut'
            return (
              <Checkbox key={category} value={category} isDisabled={category === 'need' || !allowed} className="choice door-choice">
                <Door open={open} />
                <strong>{word('category', category)}</strong>
                <span className="small">{say(state)}</span>
                {category !== 'need' && allowed && !offline?.fileElsewhere && !written.some((known) => known === category) && (
                  <span className="small muted">{say('door.nothing-behind')}</span>
                )}
              </Checkbox>
            )
          })}
        </div>
      </CheckboxGroup>
      <ManyOf
        name="/consent/purposes"
        label={say('new.ask.purposes')}
        value={consent.purposes}
        onChange={(purposes) => onChange({ ...draft, consent: { ...consent, purposes } })}
        options={FAMILIES.purpose.map((code) => ({ code, word: word('purpose', code) }))}
        required
      />
    </>
  )
}
