import {
  Button,
  Card,
  Dialog,
  Empty,
  Form,
  inFours,
  Notice,
  OneOf,
  Read,
  Terms,
  TextField,
  useRead,
  useReading,
  useSend,
  When,
} from '@ihala/ui'
import { useState } from 'react'
import type { RegistryApplication, RegistryApplications, RegistryMembers } from './registry-answers.ts'

const EVERY = 30_000
const CHANNELS = ['telephone', 'in-person', 'letter'] as const
type Channel = (typeof CHANNELS)[number]
/** What an applicant goes through, in this order. */
const STEPS = ['applied', 'verified', 'tested', 'approved', 'live'] as const

const slugOf = (entityId: string): string => new URL(entityId).hostname.split('.')[0] ?? ''

/** Who wants to be a member: how far each is, what is missing, and what the reader may do about it (K1). */
export function ApplicationsCard({ members, decides }: { members: RegistryMembers['members']; decides: boolean }) {
  const { say } = useReading()
  const read = useRead<RegistryApplications>('/registry/applications', { every: EVERY })
  const live = new Set(members.map(({ entityId }) => entityId))
  return (
    <Card title={say('joining.title')}>
      <Read from={read}>
        {({ applications }) => {
          const waiting = applications.filter(({ entityId }) => !live.has(entityId))
          if (waiting.length === 0) return <Empty title={say('joining.empty')} />
          return (
            <ul className="stack apart">
              {waiting.map((one) => (
                <li key={one.entityId}>
                  <Application one={one} decides={decides} />
                </li>
              ))}
            </ul>
          )
        }}
      </Read>
    </Card>
  )
}

/** One applicant: how far it is, what is missing, and the next act of whoever decides. */
export function Application({ one, decides }: { one: RegistryApplication; decides: boolean }) {
  const { say, name, word } = useReading()
  const [asking, setAsking] = useState<'verify' | 'approve'>()
  const { entityId, state, conformance, approvedByMe } = one
  const close = () => setAsking(undefined)
  return (
    <section className="stack">
      <div className="row spread">
        <h3>
          {name(one.names)} <bdi className="small muted">{entityId.replace('https://', '')}</bdi>
        </h3>
        {decides && state === 'applied' && (
          <Button look="primary" onPress={() => setAsking('verify')}>
            {say('joining.verify')}
          </Button>
        )}
        {decides && state === 'tested' && !approvedByMe && (
          <Button look="primary" onPress={() => setAsking('approve')}>
            {say('joining.approve')}
          </Button>
        )}
      </div>
      <Steps state={state} />
      <Notice tone={state === 'approved' ? 'good' : 'calm'}>
        <p>{say(missingOf(one))}</p>
        {state === 'verified' && (
          <p>
            {say('joining.runs')} <bdi className="code">{`ihala members conformance ${slugOf(entityId)}`}</bdi>
          </p>
        )}
      </Notice>
      <Terms
        pairs={[
          [say('joining.kind'), word('kind', one.kind)],
          [say('joining.applied-at'), <When key="applied" at={one.appliedAt} hour />],
          [say('joining.fingerprint'), <Fingerprint key="fingerprint" of={one.fingerprint} />],
          [say('joining.tested-at'), conformance && <When key="tested" at={conformance.testedAt} hour />],
          [say('joining.protocol'), conformance && <Fingerprint key="protocol" of={conformance.hash} />],
        ]}
      />
      <VerifyDialog one={one} open={asking === 'verify'} onClose={close} />
      <ApproveDialog one={one} open={asking === 'approve'} onClose={close} />
    </section>
  )
}

function missingOf({ state, approvedOnce, approvedByMe }: RegistryApplication) {
  switch (state) {
    case 'applied':
      return 'joining.missing.call'
    case 'verified':
      return 'joining.missing.run'
    case 'tested':
      if (approvedByMe) return 'joining.missing.other'
      return approvedOnce ? 'joining.missing.second' : 'joining.missing.two'
    case 'approved':
      return 'joining.missing.anchor'
    default:
      return state satisfies never
  }
}

/** Where on the way it is: in words, and the place it has reached is marked. */
function Steps({ state }: { state: RegistryApplication['state'] }) {
  const { word, say } = useReading()
  const reached = STEPS.indexOf(state)
  return (
    <ol className="row small" aria-label={say('joining.steps')}>
      {STEPS.map((step, at) => (
        <li key={step} className={at <= reached ? 'badge good' : 'badge'} aria-current={at === reached ? 'step' : undefined}>
          {at <= reached && <span aria-hidden="true">✓ </span>}
          {word('joining-state', step)}
          {at > reached && <span className="only-heard">{say('joining.not-yet')}</span>}
        </li>
      ))}
    </ol>
  )
}

/** In groups of four, as it is read out, in letters that nobody takes for others. */
function Fingerprint({ of }: { of: string }) {
  return <bdi className="code">{inFours(of)}</bdi>
}

interface AskingProps {
  readonly one: RegistryApplication
  readonly open: boolean
  readonly onClose: () => void
}

/** Whoever compared the keys says how, and types what was read out: a look at the screen is no comparison. */
function VerifyDialog({ one, open, onClose }: AskingProps) {
  const { say, name, word } = useReading()
  const sender = useSend()
  const [how, setHow] = useState<Channel>()
  const [heard, setHeard] = useState('')
  const path = `/registry/applications/${slugOf(one.entityId)}/verify`
  const close = () => {
    sender.forget()
    setHeard('')
    onClose()
  }
  const send = () =>
    void sender.send({ method: 'POST', path, body: { how, fingerprint: heard.replaceAll(/\s/g, '') } }).then((done) => done && close())
  return (
    <Dialog title={say('joining.verify.title', { name: name(one.names) })} open={open} onClose={close}>
      <Form onSubmit={send} problem={sender.problem}>
        <p>{say('joining.verify.about')}</p>
        <OneOf
          name="/how"
          label={say('joining.verify.how')}
          value={how}
          onChange={setHow}
          options={CHANNELS.map((code) => ({ code, word: word('second-channel', code) }))}
        />
        <TextField
          name="/fingerprint"
          label={say('joining.verify.heard')}
          value={heard}
          onChange={setHeard}
          direction="ltr"
          longest={60}
          required
        />
        <div className="row">
          <Button look="primary" submit pending={sender.pending} disabled={how === undefined || heard === ''}>
            {say('joining.verify.same')}
          </Button>
          <Button onPress={close}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** What two people answer for, each alone. */
function ApproveDialog({ one, open, onClose }: AskingProps) {
  const { say, name } = useReading()
  const sender = useSend()
  const path = `/registry/applications/${slugOf(one.entityId)}/approve`
  const close = () => {
    sender.forget()
    onClose()
  }
  const send = () => void sender.send({ method: 'POST', path }).then((done) => done && close())
  return (
    <Dialog title={say('joining.approve.title', { name: name(one.names) })} open={open} onClose={close}>
      <Form onSubmit={send} problem={sender.problem}>
        <p>{say(one.approvedOnce ? 'joining.approve.second' : 'joining.approve.first')}</p>
        <div className="row">
          <Button look="primary" submit pending={sender.pending}>
            {say('joining.approve')}
          </Button>
          <Button onPress={close}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
