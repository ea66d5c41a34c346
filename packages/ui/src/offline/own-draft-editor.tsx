import { useLocation } from 'wouter'
import { Button } from '../components/button.tsx'
import { ManyOf } from '../components/choice-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { EditorFrame } from './editor-frame.tsx'
import { missingInOwn } from './missing.ts'
import type { OwnDraft } from './own-draft.ts'
import { peopleOf } from './people.ts'
import { PersonName } from './person-name.tsx'
import type { KeptDraft } from './sealed-rows.ts'
import { useDevice } from './use-device.tsx'
import { useEditing } from './use-editing.ts'

/** What a kind's officers write down of one person or several. */
export function OwnDraftEditor({ kept, own }: { kept: KeptDraft; own: OwnDraft }) {
  const { say, name } = useReading()
  const { device, state } = useDevice()
  const [, go] = useLocation()
  const editing = useEditing(kept)
  const { draft } = editing
  const people = peopleOf(state)
  const fields = missingInOwn(own, draft)
  const body = own.bodyOf(draft.form)
  const addPerson = async () => {
    const id = await device.begin({ what: 'person', label: '', about: [] })
    editing.change({ about: [...draft.about, id] })
    go(`/drafts/${id}`)
  }
  const { Fields } = own
  return (
    <EditorFrame
      editing={editing}
      title={name(own.title)}
      lack={{ fields, questionsAfter: 0 }}
      sending={body && fields.length === 0 ? { path: own.path, body, people: 'list' } : undefined}
    >
      <Fields
        kept={draft.form}
        onChange={(form) => editing.change({ form })}
        people={
          <>
            {people.length > 0 && (
              <ManyOf
                name="/people"
                label={say('complaints.ask.people')}
                hint={say('offline.people.hint')}
                value={draft.about}
                onChange={(about) => editing.change({ about })}
                options={people.map((person) => ({ code: person.id, word: <PersonName person={person} /> }))}
                required
              />
            )}
            <div data-field="/people">
              <Button onPress={() => void addPerson()}>{say('people.new')}</Button>
            </div>
          </>
        }
      />
    </EditorFrame>
  )
}
