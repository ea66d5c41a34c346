import { useEffect, useState } from 'react'
import { PickField } from '../components/pick-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { EditorFrame } from './editor-frame.tsx'
import { aboutOf } from './photo-about.ts'
import type { KeptDraft } from './sealed-rows.ts'
import { useDevice } from './use-device.tsx'
import { useEditing } from './use-editing.ts'

/** A picture of this device: what it shows. */
export function PhotoDraft({ kept }: { kept: KeptDraft }) {
  const { say, word } = useReading()
  const editing = useEditing(kept)
  const source = useSource(kept.draft.id)
  const about = aboutOf(editing.draft.form)
  return (
    <EditorFrame
      editing={editing}
      title={say('offline.photo')}
      sending={{ path: '/people/:person/files', body: { about }, people: 'path' }}
    >
      {source !== undefined && <img className="photo" src={source} alt={word('file-about', about)} />}
      <PickField
        name="/about"
        label={say('files.about')}
        value={about}
        onChange={(code) => code !== undefined && editing.change({ form: { about: code } })}
        options={FAMILIES['file-about'].map((code) => ({ code, word: word('file-about', code) }))}
        required
      />
    </EditorFrame>
  )
}

/** The opened picture, for as long as it is looked at. */
function useSource(id: string): string | undefined {
  const { device } = useDevice()
  const [source, setSource] = useState<string>()
  useEffect(() => {
    let address: string | undefined
    let left = false
    void device.file(id).then((content) => {
      if (content === undefined || left) return
      address = URL.createObjectURL(new Blob([content], { type: 'image/jpeg' }))
      setSource(address)
    })
    return () => {
      left = true
      if (address !== undefined) URL.revokeObjectURL(address)
    }
  }, [device, id])
  return source
}
