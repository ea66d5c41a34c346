import type { ContactChangeOf } from '@ihala/contract'
import type { Static } from 'typebox'
import { Redirect } from 'wouter'
import { useRead } from '../api/hooks.tsx'
import { Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'

/** From a task, which knows a change and not of whom it is, to the person. */
export default function ContactChangePage({ id }: { id: string }) {
  const { say } = useReading()
  const change = useRead<Static<typeof ContactChangeOf>>(`/contact-changes/${id}`)
  return (
    <Page title={say('reached.title')} back={{ to: '/tasks', title: say('tasks.title') }}>
      <Read from={change}>{({ personId }) => <Redirect to={`/people/${personId}/reached`} replace />}</Read>
    </Page>
  )
}
