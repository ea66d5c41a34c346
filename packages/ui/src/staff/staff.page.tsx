import type { HandedOver, StaffList, StaffView } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { Page, Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { takersOf } from './takers.ts'

/** M5: who works here, how many cases are theirs, who is suspended, and who takes over when somebody leaves. At once, whatever the identity provider says. */
export default function StaffPage() {
  const { say } = useReading()
  const staff = useRead<Static<typeof StaffList>>('/staff')
  const [handed, setHanded] = useState<number>()
  return (
    <Page title={say('staff.title')} about={say('staff.about')}>
      <div className="stack">
        {handed !== undefined && <Notice tone="good">{say('staff.handed-over', { count: handed })}</Notice>}
        <Read from={staff}>
          {({ staff: all }) => (
            <ul className="list">
              {all.map((member) => (
                <MemberRow key={member.id} member={member} all={all} onHanded={setHanded} />
              ))}
            </ul>
          )}
        </Read>
      </div>
    </Page>
  )
}

interface MemberRowProps {
  readonly member: StaffView
  readonly all: readonly StaffView[]
  readonly onHanded: (cases: number) => void
}

function MemberRow({ member: { id, names, roles, suspendedAt, cases }, all, onHanded }: MemberRowProps) {
  const { say, name, word, list } = useReading()
  const { staff } = useSession()
  const [asked, setAsked] = useState<'suspend' | 'hand-over'>()
  const { send, pending, problem } = useSend()
  const suspend = async (suspended: boolean) => {
    setAsked(undefined)
    await send({ method: 'POST', path: `/staff/${id}/suspension`, body: { suspended } })
  }
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{name(names)}</strong>
          {id === staff.id && <span className="badge accent">{say('assignees.me')}</span>}
          {suspendedAt !== null && (
            <span className="badge danger">
              {say('staff.suspended')} <ShortWhen at={suspendedAt} />
            </span>
          )}
        </span>
        <span className="small muted">{list(roles.map((role) => word('role', role)))}</span>
        <span className="small">{say('staff.cases', { count: cases })}</span>
        <ProblemNotice problem={problem} />
      </span>
      <span className="row">
        {cases > 0 && (
          <Button pending={pending} onPress={() => setAsked('hand-over')}>
            {say('staff.hand-over')} <span className="only-heard">{name(names)}</span>
          </Button>
        )}
        {id !== staff.id && (
          <Button
            look={suspendedAt === null ? 'danger' : 'plain'}
            pending={pending}
            onPress={() => (suspendedAt === null ? setAsked('suspend') : void suspend(false))}
          >
            {say(suspendedAt === null ? 'staff.suspend' : 'staff.restore')} <span className="only-heard">{name(names)}</span>
          </Button>
        )}
      </span>
      {asked === 'suspend' && (
        <Dialog title={say('staff.suspend')} open onClose={() => setAsked(undefined)}>
          <p>{say('staff.suspend.sure', { name: name(names) })}</p>
          <div className="row">
            <Button look="danger" pending={pending} onPress={() => void suspend(true)}>
              {say('staff.suspend')}
            </Button>
            <Button onPress={() => setAsked(undefined)}>{say('do.not-now')}</Button>
          </div>
        </Dialog>
      )}
      {asked === 'hand-over' && (
        <HandOver
          from={{ id, name: name(names), cases }}
          takers={takersOf(all, id)}
          onClose={() => setAsked(undefined)}
          onHanded={onHanded}
        />
      )}
    </li>
  )
}

interface HandOverProps {
  readonly from: { readonly id: string; readonly name: string; readonly cases: number }
  readonly takers: readonly StaffView[]
  readonly onClose: () => void
  readonly onHanded: (cases: number) => void
}

/** Whom all cases of somebody who leaves go to; each is told by a task. */
function HandOver({ from, takers, onClose, onHanded }: HandOverProps) {
  const { say, name, word, between } = useReading()
  const [to, setTo] = useState<string>()
  const { send, pending, problem } = useSend<Static<typeof HandedOver>>()
  const submit = async () => {
    const handed = await send({ method: 'POST', path: `/staff/${from.id}/hand-over`, body: { to } })
    if (!handed) return
    onClose()
    onHanded(handed.content.cases)
  }
  return (
    <Dialog title={say('staff.hand-over')} open onClose={onClose}>
      <Form onSubmit={() => void submit()} problem={problem}>
        <p>{say('staff.hand-over.about', { name: from.name, count: from.cases })}</p>
        <PickField
          name="/to"
          label={say('staff.hand-over.to')}
          value={to}
          onChange={setTo}
          options={takers.map(({ id, names, roles }) => ({
            code: id,
            word: `${name(names)}${between}${roles.map((role) => word('role', role)).join(between)}`,
          }))}
          required
        />
        <div className="row">
          <Button submit look="primary" pending={pending} disabled={to === undefined}>
            {say('staff.hand-over')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
