import { Button, Card, Dialog, Form, Sep, Terms, useReading, useSend, useSession, When } from '@ihala/ui'
import { useState } from 'react'
import type { RegistryMeasures, RegistryMembers } from './registry-answers.ts'

type Member = RegistryMembers['members'][number]
type Proposed = RegistryMeasures['measures'][number]
/** What is decided about a member on this page; a stolen key is revoked by the command, with the key in hand. */
type Measure = 'suspend' | 'restore' | 'expel'

const slugOf = (entityId: string): string => new URL(entityId).hostname.split('.')[0] ?? ''

interface ProposeButtonsProps {
  readonly member: Member
  /** What is proposed about it already, and waits for a second person. */
  readonly waiting: readonly Proposed['measure'][]
}

/** The way to propose what a second person must confirm (K4). */
export function ProposeButtons({ member, waiting }: ProposeButtonsProps) {
  const { say, word } = useReading()
  const { slug } = useSession().organisation
  const [asking, setAsking] = useState<Measure>()
  // The committee does not shut itself out.
  if (member.status === 'removed' || slugOf(member.entityId) === slug) return null
  const first: Measure = member.status === 'suspended' ? 'restore' : 'suspend'
  return (
    <div className="row">
      {[first, 'expel' as const].map((measure) => (
        <Button
          key={measure}
          look={measure === 'expel' ? 'danger' : 'plain'}
          disabled={waiting.includes(measure)}
          onPress={() => setAsking(measure)}
        >
          {say(`measure.do.${measure}`)}
        </Button>
      ))}
      {waiting.map((measure) => (
        <span key={measure} className="small muted">
          {word('measure', measure)}
          <Sep />
          {say('measure.open')}
        </span>
      ))}
      {asking && <ProposeDialog member={member} measure={asking} onClose={() => setAsking(undefined)} />}
    </div>
  )
}

function ProposeDialog({ member, measure, onClose }: { member: Member; measure: Measure; onClose: () => void }) {
  const { say, name } = useReading()
  const sender = useSend()
  const path = `/registry/members/${slugOf(member.entityId)}/measures`
  const send = () => void sender.send({ method: 'POST', path, body: { measure } }).then((done) => done && onClose())
  return (
    <Dialog title={`${say(`measure.do.${measure}`)}: ${name(member.names)}`} open onClose={onClose}>
      <Form onSubmit={send} problem={sender.problem}>
        <p>{say(`measure.means.${measure}`)}</p>
        <p>{say('measure.two-people')}</p>
        <div className="row">
          <Button look={measure === 'restore' ? 'primary' : 'danger'} submit pending={sender.pending}>
            {say('measure.propose')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

interface OpenMeasuresProps {
  readonly open: readonly Proposed[]
  readonly members: readonly Member[]
  readonly decides: boolean
}

/** What was proposed about members and waits for a second person; nothing is shown when nothing waits. */
export function OpenMeasures({ open, members, decides }: OpenMeasuresProps) {
  const { say } = useReading()
  if (open.length === 0) return null
  return (
    <Card title={say('measure.open')}>
      <ul className="stack apart">
        {open.map((one) => (
          <li key={one.id}>
            <OpenMeasure one={one} member={members.find(({ entityId }) => entityId === one.entityId)} decides={decides} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** One measure that waits for a second person. */
export function OpenMeasure({ one, member, decides }: { one: Proposed; member: Member | undefined; decides: boolean }) {
  const { say, name, word } = useReading()
  const sender = useSend()
  const [asking, setAsking] = useState(false)
  const who = member ? name(member.names) : one.entityId.replace('https://', '')
  const title = `${word('measure', one.measure)}: ${who}`
  const close = () => {
    sender.forget()
    setAsking(false)
  }
  const confirm = () => void sender.send({ method: 'POST', path: `/registry/measures/${one.id}/confirm` }).then((done) => done && close())
  const use = member?.keys.find(({ kid }) => kid === one.kid)?.use
  const details = (
    <Terms
      pairs={[
        [say('measure.proposed-by'), one.proposedByNames && name(one.proposedByNames)],
        [say('measure.proposed-at'), <When key="at" at={one.proposedAt} hour />],
        [
          say('measure.key'),
          one.kid !== null && (
            <>
              {use && (
                <>
                  {word('key-use', use)}
                  <Sep />
                </>
              )}
              <bdi className="code short">{one.kid.slice(0, 8)}</bdi>
            </>
          ),
        ],
      ]}
    />
  )
  return (
    <section className="stack-tight">
      <div className="row spread">
        <h3>{title}</h3>
        {decides && !one.proposedByMe && (
          <Button look="danger" onPress={() => setAsking(true)}>
            {say('measure.confirm')}
          </Button>
        )}
      </div>
      {one.proposedByMe && <p className="muted">{say('measure.waits-for-other')}</p>}
      {details}
      <Dialog title={title} open={asking} onClose={close}>
        <Form onSubmit={confirm} problem={sender.problem}>
          <p>{say(`measure.means.${one.measure}`)}</p>
          {details}
          <div className="row">
            <Button look={one.measure === 'restore' ? 'primary' : 'danger'} submit pending={sender.pending}>
              {say(`measure.do.${one.measure}`)}
            </Button>
            <Button onPress={close}>{say('do.not-now')}</Button>
          </div>
        </Form>
      </Dialog>
    </section>
  )
}
