import type { ReactNode } from 'react'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Editing } from './use-editing.ts'

interface EditorFrameProps {
  readonly editing: Editing
  readonly title: string
  readonly about?: ReactNode
  /** What is sent; undefined while something is missing. */
  readonly sending: Parameters<Editing['done']>[0] | undefined
  /** The fields without which it cannot go, in the reader's words. */
  readonly missing?: readonly string[]
  readonly children: ReactNode
}

/** A draft's form: kept as it is typed, done when it has all it needs. */
export function EditorFrame({ editing, title, about, sending, missing = [], children }: EditorFrameProps) {
  const { say, list } = useReading()
  return (
    <Page title={title} about={about} back={{ to: '/drafts', title: say('offline.app') }}>
      <Form onSubmit={() => sending && void editing.done(sending)} problem={editing.problem}>
        {children}
        {missing.length > 0 && <p role="status">{say('offline.missing', { fields: list(missing) })}</p>}
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
