import { useRef, useState } from 'react'
import { LinkButton } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { drawnAnew } from './photo.ts'
import { aboutOf } from './photo-about.ts'
import type { DeviceDraft } from './queue.ts'
import { useDevice } from './use-device.tsx'

/** The pictures of a person on this device, and a way to take one. */
export function PhotosOf({ person }: { person: Pick<DeviceDraft, 'id' | 'label'> }) {
  const { say, word } = useReading()
  const { device, state } = useDevice()
  const input = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [failed, setFailed] = useState(false)
  const photos = state.drafts.filter(({ draft }) => draft.what === 'photo' && draft.about.includes(person.id))
  const take = async (files: readonly File[]) => {
    setWorking(true)
    setFailed(false)
    for (const file of files) {
      const picture = await drawnAnew(file).catch(() => undefined)
      const about = 'photograph'
      const sending = { path: '/people/:person/files', body: { about }, people: 'path' } as const
      if (picture)
        await device.begin({ what: 'photo', label: word('file-about', about), about: [person.id], form: { about }, sending }, picture)
      else setFailed(true)
    }
    setWorking(false)
    // The field forgets the file: the camera's own picture is not kept in the page.
    if (input.current) input.current.value = ''
  }
  return (
    <Card title={say('offline.photos')}>
      <div className="stack">
        {photos.length > 0 && (
          <ul className="stack-tight">
            {photos.map(({ draft }) => (
              <li key={draft.id} className="row">
                <span>{word('file-about', aboutOf(draft.form))}</span>
                <LinkButton to={`/drafts/${draft.id}`} look="quiet">
                  {say('offline.open')}
                </LinkButton>
              </li>
            ))}
          </ul>
        )}
        <div className="field">
          <input
            ref={input}
            id="offline-photo"
            className="only-heard file-input"
            type="file"
            accept="image/*"
            capture="environment"
            multiple
            disabled={working}
            aria-describedby="offline-photo-hint"
            onChange={(event) => void take([...(event.target.files ?? [])])}
          />
          {/* A label that looks like a button: the browser’s own speaks the device’s language, not the reader’s. */}
          <label className="button" htmlFor="offline-photo">
            {say('offline.photo.take')}
          </label>
          <span className="hint" id="offline-photo-hint">
            {say('offline.photo.hint')}
          </span>
        </div>
        {working && <p role="status">{say('offline.photo.working')}</p>}
        {failed && (
          <Notice tone="danger">
            <p>{say('offline.photo.failed')}</p>
          </Notice>
        )}
      </div>
    </Card>
  )
}
