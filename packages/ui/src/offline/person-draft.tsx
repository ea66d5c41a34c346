import { useReading } from '../i18n/reading.tsx'
import { type Draft, tidied } from '../person/draft.ts'
import { PersonFields } from '../person/person-fields.tsx'
import { EditorFrame } from './editor-frame.tsx'
import { missingInPerson } from './missing.ts'
import { personOf } from './people.ts'
import { PhotosOf } from './photos-of.tsx'
import type { KeptDraft } from './sealed-rows.ts'
import { useEditing } from './use-editing.ts'

/** Somebody new, with all that may be written down of them, and their pictures. */
export function PersonDraft({ kept }: { kept: KeptDraft }) {
  const { say } = useReading()
  const editing = useEditing(kept)
  const form = personOf(editing.draft.form)
  const fields = missingInPerson(form)
  const change = (next: Draft) => editing.change({ form: next, label: next.identity?.names?.own || next.identity?.names?.latin || '' })
  return (
    <EditorFrame
      editing={editing}
      title={say('people.new')}
      about={say('person.about')}
      lack={{ fields, questionsAfter: 0 }}
      sending={fields.length === 0 ? { path: '/people', body: { sections: tidied({ identity: {}, ...form }) }, people: 'none' } : undefined}
    >
      <PersonFields draft={form} onChange={change} now={() => new Date().toISOString()} />
      <PhotosOf person={editing.draft} />
    </EditorFrame>
  )
}
