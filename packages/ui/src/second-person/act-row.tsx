import type { SecondPersonView } from '@ihala/contract'
import { useState } from 'react'
import { Link } from 'wouter'
import { useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { confirmsActs, worksOnCases } from '../shell/roles.ts'
import { type ActState, confirmBy, REASONS, stateOf } from './act.ts'

interface ActRowProps {
  readonly act: SecondPersonView
  /** The name of a member. */
  readonly called: (entityId: string) => string
}

/** One act of two people: what was asked and why, how long is left, and what this member may say to it. */
export function ActRow({ act, called }: ActRowProps) {
  const { say, word, list } = useReading()
  const { staff } = useSession()
  const state = stateOf(act, useNow())
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{word('second-kind', act.kind)}</strong>
          <span>{word(REASONS[act.kind], act.reason)}</span>
          <StateBadge act={act} state={state} />
        </span>
        {act.to !== null && <span>{say('second.to', { body: called(act.to) })}</span>}
        {act.categories.length > 0 && <span className="small">{list(act.categories.map((code) => word('category', code)))}</span>}
        {act.paper !== null && (
          <span className="small said" dir="auto">
            {act.paper}
          </span>
        )}
        <span className="small muted row">
          <span>
            {say(act.askedByMe ? 'second.asked-by-me' : 'second.asked-by-colleague')} <ShortWhen at={act.askedAt} />
          </span>
          {worksOnCases(staff.roles) && <Link href={`/people/${act.personId}`}>{say('referral.person')}</Link>}
        </span>
      </span>
      {state === 'waits' && <ClockBar clock={{ startedAt: act.askedAt, dueAt: confirmBy(act) }} />}
      <Says act={act} state={state} />
    </li>
  )
}

function StateBadge({ act: { kind, until }, state }: { act: SecondPersonView; state: ActState }) {
  const { say, momentInBoth } = useReading()
  switch (state) {
    case 'waits':
      return <span className="badge warn">{say('second.state.waits')}</span>
    case 'elsewhere':
      return <span className="badge">{say('second.state.elsewhere')}</span>
    case 'lapsed':
      return <span className="badge">{say('second.state.lapsed')}</span>
    case 'tell':
      return <span className="badge danger">{say('second.state.tell')}</span>
    case 'done':
      return (
        <span className="badge good">
          {kind === 'release' && until !== null ? say('second.state.open', { until: momentInBoth(until) }) : say('second.state.told')}
        </span>
      )
    default:
      return state satisfies never
  }
}

/** Yes to what a colleague asked; or that the person was told. Saying no is to leave it: it ends by itself. */
function Says({ act, state }: { act: SecondPersonView; state: ActState }) {
  const { say, word } = useReading()
  const { staff } = useSession()
  const [sure, setSure] = useState(false)
  const { send, pending, problem } = useSend()
  const says = async (what: 'confirm' | 'told') => {
    setSure(false)
    await send({ method: 'POST', path: `/second-person/${act.id}/${what}`, body: {} })
  }
  if (state === 'waits' && act.askedByMe) return <span className="small muted">{say('second.another')}</span>
  if (state === 'waits' && !confirmsActs(staff.roles)) return <span className="small muted">{say('second.not-yours')}</span>
  if (state !== 'waits' && state !== 'tell') return null
  return (
    <span className="stack-tight">
      <ProblemNotice problem={problem} />
      <Button pending={pending} onPress={() => setSure(true)}>
        {say(state === 'waits' ? 'second.confirm' : 'second.told')}
      </Button>
      {state === 'waits' && <span className="small muted">{say('second.no')}</span>}
      <Dialog title={say(state === 'waits' ? 'second.confirm' : 'second.told')} open={sure} onClose={() => setSure(false)}>
        <p>
          <strong>
            {word('second-kind', act.kind)}: {word(REASONS[act.kind], act.reason)}
          </strong>
        </p>
        <p>{say(state === 'waits' ? `second.sure.${act.kind}` : 'second.told.sure')}</p>
        <div className="row">
          <Button look="primary" pending={pending} onPress={() => void says(state === 'waits' ? 'confirm' : 'told')}>
            {say(state === 'waits' ? 'second.confirm' : 'second.told')}
          </Button>
          <Button onPress={() => setSure(false)}>{say('do.not-now')}</Button>
        </div>
      </Dialog>
    </span>
  )
}
