import { type ReactNode, useRef, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { leadTo } from '../components/lead-to.ts'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Lack } from './missing.ts'
import { MissingFields } from './missing-fields.tsx'
import type { Editing } from './use-editing.ts'
import { useLedTo } from './use-led-to.ts'

interface EditorFrameProps {
  readonly editing: Editing
  readonly title: string
  readonly about?: ReactNode
  /** What is sent; undefined while something is missing. */
  readonly sending: Parameters<Editing['done']>[0] | undefined
  /** What it lacks before it can go. */
  readonly lack?: Lack
  readonly children: ReactNode
}

/** A draft's form: kept as it is typed, done when it has all it needs. */
export function EditorFrame({ editing, title, about, sending, lack, children }: EditorFrameProps) {
  const { say } = useReading()
  const [wanted, setWanted] = useState(useLedTo())
  const content = useRef<HTMLDivElement>(null)
  const lead = (field: string) => {
    setWanted(field)
    if (content.current) leadTo(content.current, field)
  }
  return (
    <Page title={title} about={about} back={{ to: '/drafts', title: say('offline.app') }}>
      <Form onSubmit={() => sending && void editing.done(sending)} problem={editing.problem} wanted={wanted}>
        <div ref={content} className="stack">
          {children}
        </div>
        {lack && (
          <MissingFields
            lack={lack}
            way={(field, words) => (
              <Button look="quiet" onPress={() => lead(field)}>
                {words}
              </Button>
            )}
          />
        )}
        <div className="row send-row">
          <Button submit look="primary" disabled={sending === undefined}>
            {say('offline.done')}
          </Button>
          <Button onPress={editing.leave}>{say('offline.later')}</Button>
          <Button look="quiet" onPress={() => void editing.remove()}>
            {say('do.remove')}
          </Button>
        </div>
        <p className="small muted">{say(sending === undefined ? 'offline.saved.missing' : 'offline.saved')}</p>
      </Form>
    </Page>
  )
}
