import type { MemberList, TaskList } from '@ihala/contract'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'

const EVERY = 15_000
type Task = Static<typeof TaskList>['tasks'][number]

/** What somebody here must do, and what was done. */
export default function TasksPage() {
  const { say } = useReading()
  const tasks = useRead<Static<typeof TaskList>>('/tasks', { every: EVERY })
  return (
    <Page title={say('tasks.title')} about={say('tasks.about')}>
      <Read from={tasks}>
        {({ tasks: all }) => {
          const open = all.filter(({ doneAt }) => doneAt === null)
          return open.length === 0 ? (
            <Empty title={say('tasks.empty')} />
          ) : (
            <ul className="list">
              {open.map((task) => (
                <TaskRow key={task.id} task={task} />
              ))}
            </ul>
          )
        }}
      </Read>
    </Page>
  )
}

function TaskRow({ task }: { task: Task }) {
  const { say } = useReading()
  const { send, pending, problem } = useSend()
  return (
    <li>
      <span className="grow stack-tight">
        <TaskName code={task.code} />
        {task.code === 'telephone-record-open' && <Link href="/telephone">{say('tasks.telephone')}</Link>}
        {OF_TWO.includes(task.code) && <Link href="/second-person">{say('second.title')}</Link>}
        {task.code === 'contact-change-asked' && <Link href={`/contact-changes/${task.id}`}>{say('tasks.contact-change')}</Link>}
        {task.code.startsWith(NOT_SENT) && <Link href="/?box=sent">{say('tasks.not-sent.where')}</Link>}
        {RIGHTS[task.code] && <Link href={`/rights?box=${RIGHTS[task.code]}`}>{say('people-rights.title')}</Link>}
        {task.referralId && <Link href={`/referrals/${task.referralId}`}>{say('tasks.referral')}</Link>}
        <ProblemNotice problem={problem} />
      </span>
      {task.dueAt && <ClockBar clock={{ startedAt: task.createdAt, dueAt: task.dueAt }} />}
      {!ENDED_BY_THEIR_ACT.includes(task.code) && (
        <Button onPress={() => void send({ method: 'POST', path: `/tasks/${task.id}/done`, body: {} })} pending={pending}>
          {say('tasks.done')}
        </Button>
      )}
    </li>
  )
}

/** Where two people say something, or the person is told. */
const OF_TWO: readonly string[] = [
  'second-person-asked',
  'second-person-agreed',
  'second-person-declined',
  'second-person-too-late',
  'tell-person-danger',
  'tell-person-compelled',
]
/** only telling the person ends these; nobody ticks them off. */
const ENDED_BY_THEIR_ACT: readonly string[] = ['tell-person-danger', 'tell-person-compelled']

/** What is seen to among people’s rights, and in which list there. */
const RIGHTS: Readonly<Record<string, string>> = {
  'answer-right': 'answer',
  'right-overdue': 'answer',
  'agreed-not-sent': 'waiting',
  'holder-overdue': 'owed',
}

const REFUSED = 'refused:'
/** Behind it stands why. */
const NOT_SENT = 'agreed-not-sent:'
const DIFFERS = 'differs:'
/** Behind it stands which body. */
const NOT_HEARD = 'not-heard:'

/** A body by the name that the registry gives it. */
function BodyName({ entityId }: { entityId: string }) {
  const { name } = useReading()
  const members = useRead<Static<typeof MemberList>>('/members')
  return (
    <Read from={members}>
      {({ members: all }) => {
        const names = all.find((one) => one.entityId === entityId)?.names
        return <bdi className="small">{names ? name(names) : entityId}</bdi>
      }}
    </Read>
  )
}

/** A task in words. One that comes from a refusal or a difference says which, so that somebody can put it right. */
function TaskName({ code }: { code: string }) {
  const { say, word } = useReading()
  if (code.startsWith(DIFFERS))
    return (
      <>
        <strong>{word('task', 'digest-differs')}</strong>
        <span className="small">{word('difference', code.slice(DIFFERS.length))}</span>
      </>
    )
  if (code.startsWith(NOT_SENT))
    return (
      <>
        <strong>{word('task', 'agreed-not-sent')}</strong>
        <span className="small">{word('problem', code.slice(NOT_SENT.length))}</span>
      </>
    )
  if (code.startsWith(NOT_HEARD))
    return (
      <>
        <strong>{word('task', 'not-heard')}</strong>
        <BodyName entityId={code.slice(NOT_HEARD.length)} />
      </>
    )
  if (!code.startsWith(REFUSED)) return <strong>{word('task', code)}</strong>
  return (
    <>
      <strong>{say('tasks.refused')}</strong>
      <span className="small">{word('problem', code.slice(REFUSED.length))}</span>
    </>
  )
}
