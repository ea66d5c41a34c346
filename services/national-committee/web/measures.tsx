import { Button, Card, Dialog, Form, Read, Terms, useRead, useReading, useSend, useSession, When } from '@ihala/ui'
import { useState } from 'react'
import type { RegistryMeasures, RegistryMembers } from './registry-answers.ts'

const EVERY = 30_000

type Member = RegistryMembers['members'][number]
/** What is decided about a member on this page; a stolen key is revoked by the command, with the key in hand. */
type Measure = 'suspend' | 'restore' | 'expel'

const slugOf = (entityId: string): string => new URL(entityId).hostname.split('.')[0] ?? ''

/** The way to propose what a second person must confirm (K4). */
export function ProposeButtons({ member }: { member: Member }) {
  const { say } = useReading()
  const { slug } = useSession().organisation
  const [asking, setAsking] = useState<Measure>()
  // The committee does not shut itself out.
  if (member.status === 'removed' || slugOf(member.entityId) === slug) return null
  const first: Measure = member.status === 'suspended' ? 'restore' : 'suspend'
  return (
    <div className="row">
      {[first, 'expel' as const].map((measure) => (
        <Button key={measure} look={measure === 'expel' ? 'quiet' : 'plain'} onPress={() => setAsking(measure)}>
          {say(`measure.do.${measure}`)}
        </Button>
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

/** What was proposed about members and waits for a second person; nothing is shown when nothing waits. */
export function OpenMeasures({ members, decides }: { members: readonly Member[]; decides: boolean }) {
  const { say } = useReading()
  const read = useRead<RegistryMeasures>('/registry/measures', { every: EVERY })
  return (
    <Read from={read}>
      {({ measures }) => {
        const open = measures.filter(({ confirmedAt }) => confirmedAt === null)
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
      }}
    </Read>
  )
}

/** One measure that waits for a second person. */
export function OpenMeasure({
  one,
  member,
  decides,
}: {
  one: RegistryMeasures['measures'][number]
  member: Member | undefined
  decides: boolean
}) {
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
      <Terms
        pairs={[
          [say('measure.proposed-at'), <When key="at" at={one.proposedAt} hour />],
          [say('measure.key'), one.kid !== null && <bdi className="code short">{one.kid.slice(0, 8)}</bdi>],
        ]}
      />
      <Dialog title={title} open={asking} onClose={close}>
        <Form onSubmit={confirm} problem={sender.problem}>
          <p>{say(`measure.means.${one.measure}`)}</p>
          <div className="row">
            <Button look="danger" submit pending={sender.pending}>
              {say('measure.confirm')}
            </Button>
            <Button onPress={close}>{say('do.not-now')}</Button>
          </div>
        </Form>
      </Dialog>
    </section>
  )
}
