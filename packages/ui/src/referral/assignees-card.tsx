import type { AssigneeList, ColleagueList, ReferralLine } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Card, Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'

/** T33: whose case it is. What is nobody's is everybody's who works with people; what is somebody's opens to others by a reason. */
export function AssigneesCard({ line: { id } }: { line: Pick<ReferralLine, 'id'> }) {
  const { say, name, list } = useReading()
  const { staff } = useSession()
  const assignees = useRead<Static<typeof AssigneeList>>(`/referrals/${id}/assignees`)
  const { send, pending, problem } = useSend()
  const assign = (member: string, assigned: boolean) =>
    void send({ method: 'POST', path: `/referrals/${id}/assignees`, body: { staff: member, assigned } })
  return (
    <Card title={say('assignees.title')}>
      <Read from={assignees}>
        {({ assignees: all, forPerson }) => {
          const mine = all.some((one) => one.id === staff.id)
          const others = forPerson.filter((one) => one.id !== staff.id)
          return (
            <div className="stack">
              {all.length + forPerson.length === 0 && <p className="muted">{say('assignees.none')}</p>}
              {all.length > 0 && (
                <ul className="stack-tight">
                  {all.map((one) => (
                    <li key={one.id} className="row spread">
                      <span>
                        {name(one.names)} {one.id === staff.id && <span className="badge accent">{say('assignees.me')}</span>}
                      </span>
                      <Button look="quiet" pending={pending} onPress={() => assign(one.id, false)}>
                        {say(one.id === staff.id ? 'assignees.leave' : 'assignees.end')}
                        <span className="only-heard">{name(one.names)}</span>
                      </Button>
                    </li>
                  ))}
                </ul>
              )}
              {others.length < forPerson.length && <p className="small muted">{say('assignees.for-me')}</p>}
              {others.length > 0 && (
                <p className="small muted">{say('assignees.for-person', { names: list(others.map((one) => name(one.names))) })}</p>
              )}
              <ProblemNotice problem={problem} />
              {!mine && (
                <div>
                  <Button pending={pending} onPress={() => assign(staff.id, true)}>
                    {say('assignees.take')}
                  </Button>
                </div>
              )}
              <AskColleague id={id} taken={all.map((one) => one.id)} />
            </div>
          )
        }}
      </Read>
    </Card>
  )
}

/** Another one of us works on it too. */
function AskColleague({ id, taken }: { id: string; taken: readonly string[] }) {
  const { say, name, word, between } = useReading()
  const [open, setOpen] = useState(false)
  const [staff, setStaff] = useState<string>()
  const colleagues = useRead<Static<typeof ColleagueList>>('/colleagues', { unless: !open })
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/referrals/${id}/assignees`, body: { staff, assigned: true } })) setStaff(undefined)
  }
  return (
    <details className="seldom" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('assignees.add')}</summary>
      {open && (
        <Read from={colleagues}>
          {({ colleagues: all }) => {
            const others = all.filter((one) => !taken.includes(one.id))
            return others.length === 0 ? (
              <p className="muted">{say('assignees.nobody-else')}</p>
            ) : (
              <Form onSubmit={() => void submit()} problem={problem}>
                <PickField
                  key={taken.length}
                  name="/staff"
                  label={say('assignees.who')}
                  value={staff}
                  onChange={setStaff}
                  options={others.map((one) => ({
                    code: one.id,
                    word: `${name(one.names)}${between}${one.roles.map((role) => word('role', role)).join(between)}`,
                  }))}
                  required
                />
                <div>
                  <Button submit pending={pending} disabled={staff === undefined}>
                    {say('assignees.give')}
                  </Button>
                </div>
              </Form>
            )
          }}
        </Read>
      )}
    </details>
  )
}
