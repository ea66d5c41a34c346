import type { Created, PersonDetail } from '@ihala/contract'
import { useRef, useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { PickField } from '../components/pick-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { FileList } from '../referral/file-list.tsx'

const ACCEPTED = 'application/pdf,image/png,image/jpeg'

/** The files of a person, and a way to add one. */
export function PersonFiles({ id, files, onAgain }: { id: string; files: PersonDetail['files']; onAgain: () => void }) {
  const { say, word } = useReading()
  const [about, setAbout] = useState<string>('payslip')
  const [chosen, setChosen] = useState<string>()
  const input = useRef<HTMLInputElement>(null)
  const { send, pending, problem } = useSend<Created>()
  const submit = async () => {
    const file = input.current?.files?.[0]
    if (!file) return
    const body = new FormData()
    // The service reads the fields that stand before the file.
    body.append('about', about)
    body.append('file', file)
    if (await send({ method: 'POST', path: `/people/${id}/files`, body })) {
      if (input.current) input.current.value = ''
      setChosen(undefined)
    }
  }
  return (
    <div className="stack">
      {files.length === 0 ? <p className="muted">{say('files.none')}</p> : <FileList files={files} onAgain={onAgain} />}
      <details className="seldom">
        <summary>{say('files.add')}</summary>
        <Form onSubmit={() => void submit()} problem={problem}>
          <div className="field">
            <input
              ref={input}
              id="file"
              className="only-heard file-input"
              type="file"
              accept={ACCEPTED}
              aria-describedby="file-kinds"
              onChange={(event) => setChosen(event.target.files?.[0]?.name)}
            />
            {/* A label that looks like a button: the browser’s own speaks the device’s language, not the reader’s. */}
            <label className="button" htmlFor="file">
              {say('files.choose')}
            </label>
            {chosen !== undefined && <bdi>{chosen}</bdi>}
            <span className="hint" id="file-kinds">
              {say('files.kinds')}
            </span>
          </div>
          <PickField
            name="/about"
            label={say('files.about')}
            value={about}
            onChange={(code) => code && setAbout(code)}
            options={FAMILIES['file-about'].map((code) => ({ code, word: word('file-about', code) }))}
            required
          />
          <div>
            <Button submit pending={pending} disabled={chosen === undefined}>
              {say('files.send')}
            </Button>
          </div>
        </Form>
      </details>
    </div>
  )
}
