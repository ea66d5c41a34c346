import type { Names, PersonDetail } from '@ihala/contract'
import { useState } from 'react'
import { Link } from 'wouter'
import { useRead, useSend, useSession } from '../api/hooks.tsx'
import { Button, LinkButton } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Card, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { WaitingHere } from '../papers/waiting-consents.tsx'
import { TakeBackAll } from '../rights/take-back-all.tsx'
import { writesFiles } from '../shell/roles.ts'
import { StandingCard } from '../standing/standing-card.tsx'
import { AccessCard } from './access-card.tsx'
import { type Draft, draftOf, tidied } from './draft.ts'
import { NewerVersion } from './newer-version.tsx'
import { PersonFields } from './person-fields.tsx'
import { PersonFiles } from './person-files.tsx'
import { PersonRead } from './person-read.tsx'
import { PersonTabs } from './person-tabs.tsx'

/** Who may see who looked. The service says so too; others are not shown a shut door. */
const AUDITORS = ['data-protection-officer', 'admin'] as const

/** A person's file: what is written down, the files, and who looked. */
export default function PersonPage({ id }: { id: string }) {
  const { say } = useReading()
  const [draft, setDraft] = useState<Draft>()
  const person = useRead<PersonDetail>(`/people/${id}`)
  const { staff } = useSession()
  const mayAudit = AUDITORS.some((role) => staff.roles.includes(role))
  const name = person.content?.sections.identity?.names.latin
  return (
    <Page
      title={name === undefined ? say('person.title') : isolate(name)}
      back={{ to: '/people', title: say('people.title') }}
      actions={
        draft === undefined &&
        person.content && (
          <>
            <LinkButton to={`/new?person=${id}`} look="primary">
              {say('people.refer')}
            </LinkButton>
            <Button onPress={() => setDraft(draftOf(person.content ?? { sections: {} }))}>{say('person.change')}</Button>
          </>
        )
      }
    >
      {draft === undefined && <PersonTabs id={id} />}
      {person.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <Read from={person}>
          {(detail) =>
            draft === undefined ? (
              <div className="referral">
                <div className="referral-main">
                  <WaitingHere id={id} />
                  <PersonRead sections={detail.sections} />
                </div>
                <div className="referral-side">
                  <Card title={say('files.title')}>
                    <PersonFiles id={id} files={detail.files} onAgain={person.again} />
                  </Card>
                  <StandingCard id={id} />
                  {mayAudit && <AccessCard id={id} />}
                  {writesFiles(staff.roles) && <TakeBackAll id={id} version={detail.version} />}
                </div>
              </div>
            ) : (
              <Change detail={detail} draft={draft} onDraft={setDraft} />
            )
          }
        </Read>
      )}
    </Page>
  )
}

function Change({ detail, draft, onDraft }: { detail: PersonDetail; draft: Draft; onDraft: (draft: Draft | undefined) => void }) {
  const { say } = useReading()
  const [seen, setSeen] = useState(detail)
  const { send, pending, problem, forget } = useSend()
  const submit = async () => {
    const body = { sections: tidied(draft), ...(detail.need === null ? {} : { need: detail.need }) }
    if (await send({ method: 'PUT', path: `/people/${detail.id}`, body, version: seen.version })) onDraft(undefined)
  }
  const overtaken = detail.version !== seen.version
  const by = namesIn(problem?.facts.changedBy)
  return (
    <Form onSubmit={() => void submit()} problem={overtaken ? undefined : problem}>
      {overtaken && (
        <NewerVersion
          opened={seen.sections}
          theirs={detail.sections}
          mine={tidied(draft)}
          by={by}
          onMerged={(both) => {
            onDraft(both)
            setSeen(detail)
            forget()
          }}
        />
      )}
      {problem?.code === 'contact-change-held' && (
        <p>
          <Link href={`/people/${detail.id}/reached`}>{say('reached.title')}</Link>
        </p>
      )}
      <PersonFields draft={draft} onChange={onDraft} now={() => new Date().toISOString()} />
      <div className="row send-row">
        <Button submit look="primary" pending={pending} disabled={overtaken}>
          {say('person.save')}
        </Button>
        <Button onPress={() => onDraft(undefined)}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}

function namesIn(value: unknown): Names | null {
  if (typeof value !== 'object' || value === null || !('ar' in value) || !('en' in value)) return null
  const { ar, en } = value
  return typeof ar === 'string' && typeof en === 'string' ? { ar, en } : null
}
