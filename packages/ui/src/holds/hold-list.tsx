import type { HoldView } from '@ihala/contract'
import { useState } from 'react'
import { Link } from 'wouter'
import { useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { ShortWhen, When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { lawWord } from '../my-data/words.ts'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { confirmsActs, worksOnCases } from '../shell/roles.ts'
import { heldWord } from './held-word.ts'
import { confirmedBy, type HoldState, stateOf } from './hold-state.ts'

const TONES: Readonly<Record<HoldState, string>> = {
  asked: 'badge warn',
  'too-old': 'badge danger',
  'in-force': 'badge accent',
  over: 'badge',
  ended: 'badge',
}

/** Holds, the newest first, each with where it stands and what can be done with it. `alone` leaves out the ways to what they are on. */
export function HoldList({ holds, alone = false }: { holds: readonly HoldView[]; alone?: boolean }) {
  return (
    <ul className="list">
      {holds.map((hold) => (
        <HoldRow key={hold.id} hold={hold} alone={alone} />
      ))}
    </ul>
  )
}

type Act = 'confirm' | 'end'

/** What a hold is on: the person's own file here, or parts of a referral. */
function useWhat({ personId, parts }: HoldView): string {
  const reading = useReading()
  return personId === null ? reading.list(parts.map((part) => heldWord(reading, part))) : reading.say('holds.on.own')
}

function HoldRow({ hold, alone }: { hold: HoldView; alone: boolean }) {
  const reading = useReading()
  const { say, word, between } = reading
  const { staff, organisation } = useSession()
  const [doing, setDoing] = useState<Act>()
  const state = stateOf(hold, { now: useNow(), timeZone: organisation.timeZone })
  const what = useWhat(hold)
  const { basis, law, article, until, askedAt, askedByMe, confirmedAt, endedAt, personId, referralId } = hold
  const second = confirmsActs(staff.roles)
  const cases = worksOnCases(staff.roles)
  return (
    <li>
      <span className="grow stack-tight">
        <strong>{word('hold-basis', basis)}</strong>
        <span>
          {what}
          {between}
          {lawWord(reading, law, article)}
        </span>
        <span>
          {say('holds.until')} <When at={until} />
        </span>
        <span className="small muted row">
          <span>
            {say('holds.asked-at')} <ShortWhen at={askedAt} />
          </span>
          {confirmedAt !== null && (
            <span>
              {say('holds.confirmed-at')} <ShortWhen at={confirmedAt} />
            </span>
          )}
          {endedAt !== null && (
            <span>
              {say('holds.ended-at')} <ShortWhen at={endedAt} />
            </span>
          )}
        </span>
        {cases && !alone && personId !== null && <Link href={`/people/${personId}/holds`}>{say('referral.person')}</Link>}
        {cases && referralId !== null && <Link href={`/referrals/${referralId}`}>{say('tasks.referral')}</Link>}
        {state === 'asked' && askedByMe && <span className="small">{say('holds.by-me')}</span>}
      </span>
      <span className={TONES[state]}>{say(`holds.state.${state}`)}</span>
      {state === 'asked' && <ClockBar clock={{ startedAt: askedAt, dueAt: confirmedBy(hold) }} />}
      {state === 'asked' && second && !askedByMe && <Button onPress={() => setDoing('confirm')}>{say('holds.confirm')}</Button>}
      {(state === 'asked' || state === 'in-force') && second && (
        <Button look="danger" onPress={() => setDoing('end')}>
          {say('holds.end')}
        </Button>
      )}
      {doing && <Sure hold={hold} act={doing} onClose={() => setDoing(undefined)} />}
    </li>
  )
}

function Sure({ hold, act, onClose }: { hold: HoldView; act: Act; onClose: () => void }) {
  const { say, dayInBoth } = useReading()
  const parts = useWhat(hold)
  const { id, until } = hold
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: `/holds/${id}/${act}`, body: {} })) onClose()
  }
  return (
    <Dialog title={say(`holds.${act}`)} open onClose={onClose}>
      <Notice tone="warn">
        <p>{say(`holds.${act}.sure`, { parts, until: dayInBoth(until) })}</p>
      </Notice>
      <ProblemNotice problem={problem} />
      <div className="row">
        <Button look={act === 'end' ? 'danger' : 'primary'} pending={pending} onPress={() => void submit()}>
          {say(`holds.${act}`)}
        </Button>
        <Button onPress={onClose}>{say('do.not-now')}</Button>
      </div>
    </Dialog>
  )
}
