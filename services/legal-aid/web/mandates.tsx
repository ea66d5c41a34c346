import {
  Button,
  Card,
  Dialog,
  FAMILIES,
  Form,
  ManyOf,
  MomentField,
  Notice,
  ProblemNotice,
  Read,
  ShortWhen,
  Terms,
  TextField,
  Tick,
  useRead,
  useReading,
  useSend,
  When,
} from '@ihala/ui'
import { useState } from 'react'

type Step = (typeof FAMILIES)['mandate-step'][number]

/** GET /referrals/:id/mandates. */
interface Given {
  readonly mandates: readonly {
    readonly id: string
    readonly scope: readonly Step[]
    readonly givenAt: string
    readonly expiresAt: string | null
    readonly endedAt: string | null
  }[]
  readonly powers: readonly {
    readonly id: string
    readonly scope: readonly Step[]
    readonly maySettle: boolean
    readonly mayReceiveMoney: boolean
    readonly givenAt: string
    readonly expiresAt: string
    readonly revokedAt: string | null
    readonly paper: { readonly number: string; readonly certifiedBy: string } | null
  }[]
  readonly now: {
    readonly represent: readonly Step[]
    readonly act: readonly Step[]
    readonly settle: boolean
    readonly receiveMoney: boolean
  }
}

/** what the person lets others do for them, apart from what they let others know. Fetched when somebody opens it: every look is recorded. */
export function MandatesCard({ referralId }: { referralId: string }) {
  const { say } = useReading()
  const [open, setOpen] = useState(false)
  return (
    <Card title={say('mandates.title')}>
      <div className="stack">
        <p className="small muted">{say('mandates.about')}</p>
        {open ? (
          <Mandates referralId={referralId} />
        ) : (
          <div>
            <Button onPress={() => setOpen(true)}>{say('mandates.open')}</Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Mandates({ referralId }: { referralId: string }) {
  const { say, word, list } = useReading()
  const given = useRead<Given>(`/referrals/${referralId}/mandates`)
  const [writing, setWriting] = useState<'mandate' | 'power'>()
  const steps = (scope: readonly Step[]) => list(scope.map((step) => word('mandate-step', step)))
  return (
    <Read from={given}>
      {({ mandates, powers, now }) => (
        <div className="stack">
          <Terms
            pairs={[
              [say('mandates.represent'), now.represent.length > 0 ? steps(now.represent) : say('mandates.nothing')],
              [say('mandates.act'), now.act.length > 0 ? steps(now.act) : say('mandates.nothing')],
              [say('mandates.settle'), say(now.settle ? 'answer.yes' : 'answer.no')],
              [say('mandates.receive'), say(now.receiveMoney ? 'answer.yes' : 'answer.no')],
            ]}
          />
          {mandates.length + powers.length > 0 && (
            <ul className="list">
              {mandates.map(({ id, scope, givenAt, expiresAt, endedAt }) => (
                <Paper
                  key={id}
                  title={say('mandates.mandate')}
                  about={steps(scope)}
                  givenAt={givenAt}
                  expiresAt={expiresAt}
                  endedAt={endedAt}
                  end={{ path: `/mandates/${id}/end`, word: say('mandates.end') }}
                />
              ))}
              {powers.map(({ id, scope, givenAt, expiresAt, revokedAt, maySettle, mayReceiveMoney, paper }) => (
                <Paper
                  key={id}
                  title={say('mandates.power')}
                  about={list([
                    ...scope.map((step) => word('mandate-step', step)),
                    ...(maySettle ? [say('mandates.settle')] : []),
                    ...(mayReceiveMoney ? [say('mandates.receive')] : []),
                  ])}
                  paper={paper}
                  givenAt={givenAt}
                  expiresAt={expiresAt}
                  endedAt={revokedAt}
                  end={{ path: `/powers-of-attorney/${id}/revoke`, word: say('mandates.revoke') }}
                />
              ))}
            </ul>
          )}
          {writing === undefined && (
            <div className="row">
              <Button onPress={() => setWriting('mandate')}>{say('mandates.new-mandate')}</Button>
              <Button onPress={() => setWriting('power')}>{say('mandates.new-power')}</Button>
            </div>
          )}
          {writing && <NewPaper key={writing} kind={writing} referralId={referralId} onDone={() => setWriting(undefined)} />}
        </div>
      )}
    </Read>
  )
}

interface PaperProps {
  readonly title: string
  readonly about: string
  readonly paper?: { readonly number: string; readonly certifiedBy: string } | null
  readonly givenAt: string
  readonly expiresAt: string | null
  readonly endedAt: string | null
  readonly end: { readonly path: string; readonly word: string }
}

/** One mandate or power of attorney, and the way to end it: as easy as giving it. */
export function Paper({ title, about, paper, givenAt, expiresAt, endedAt, end }: PaperProps) {
  const { say, between } = useReading()
  const [sure, setSure] = useState(false)
  const { send, pending, problem } = useSend()
  const over = endedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now())
  const ends = async () => {
    setSure(false)
    await send({ method: 'POST', path: end.path, body: {} })
  }
  return (
    <li>
      <span className="grow stack-tight">
        <span className="row">
          <strong>{title}</strong>
          {over ? <span className="badge">{say('mandates.over')}</span> : <span className="badge good">{say('mandates.holds')}</span>}
        </span>
        <span>{about}</span>
        {paper && (
          <span className="small">
            <bdi className="numbers">{paper.number}</bdi>
            {between}
            <bdi>{paper.certifiedBy}</bdi>
          </span>
        )}
        <span className="small muted">
          {say('mandates.given')} <ShortWhen at={givenAt} />
          {between}
          {endedAt !== null ? (
            <>
              {say('mandates.ended')} <ShortWhen at={endedAt} />
            </>
          ) : expiresAt === null ? (
            say('mandates.no-end')
          ) : (
            <>
              {say('mandates.until')} <When at={expiresAt} />
            </>
          )}
        </span>
        <ProblemNotice problem={problem} />
      </span>
      {!over && (
        <Button look="danger" pending={pending} onPress={() => setSure(true)}>
          {end.word}
        </Button>
      )}
      <Dialog title={end.word} open={sure} onClose={() => setSure(false)}>
        <p>{say('mandates.end.sure')}</p>
        <div className="row">
          <Button look="danger" pending={pending} onPress={() => void ends()}>
            {end.word}
          </Button>
          <Button onPress={() => setSure(false)}>{say('do.not-now')}</Button>
        </div>
      </Dialog>
    </li>
  )
}

interface NewPaperProps {
  readonly kind: 'mandate' | 'power'
  readonly referralId: string
  readonly onDone: () => void
}

/** Writes one down. To settle and to receive money is off unless the paper says so. */
function NewPaper({ kind, referralId, onDone }: NewPaperProps) {
  const { say, word } = useReading()
  const [scope, setScope] = useState<readonly Step[]>([])
  const [number, setNumber] = useState('')
  const [certifiedBy, setCertifiedBy] = useState('')
  const [expiresAt, setExpiresAt] = useState<string>()
  const [maySettle, setMaySettle] = useState(false)
  const [mayReceiveMoney, setMayReceiveMoney] = useState(false)
  const { send, pending, problem } = useSend()
  const power = kind === 'power'
  const complete = scope.length > 0 && (!power || (number.trim() !== '' && certifiedBy.trim() !== '' && expiresAt !== undefined))
  const submit = async () => {
    const until = expiresAt === undefined ? {} : { expiresAt }
    const body = power
      ? { number: number.trim(), certifiedBy: certifiedBy.trim(), scope, maySettle, mayReceiveMoney, ...until }
      : { scope, ...until }
    if (await send({ method: 'POST', path: `/referrals/${referralId}/${power ? 'powers-of-attorney' : 'mandates'}`, body })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <Notice>{say(power ? 'mandates.power.about' : 'mandates.mandate.about')}</Notice>
      <ManyOf
        name="/scope"
        label={say('mandates.scope')}
        value={scope}
        onChange={setScope}
        options={FAMILIES['mandate-step'].map((code) => ({ code, word: word('mandate-step', code) }))}
        required
      />
      {power && (
        <>
          <TextField
            name="/number"
            label={say('mandates.number')}
            value={number}
            onChange={setNumber}
            longest={60}
            direction="ltr"
            required
          />
          <TextField
            name="/certifiedBy"
            label={say('mandates.certified-by')}
            value={certifiedBy}
            onChange={setCertifiedBy}
            longest={200}
            required
          />
          <Tick name="/maySettle" label={say('mandates.settle')} value={maySettle} onChange={setMaySettle} />
          <Tick name="/mayReceiveMoney" label={say('mandates.receive')} value={mayReceiveMoney} onChange={setMayReceiveMoney} />
        </>
      )}
      <MomentField name="/expiresAt" label={say('mandates.until')} value={expiresAt} onChange={setExpiresAt} required={power} />
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={!complete}>
          {say('mandates.save')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
