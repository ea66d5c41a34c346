import type { MemberComplaintView } from '@ihala/contract'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { inFours } from '../i18n/in-fours.ts'
import { useReading } from '../i18n/reading.tsx'

const TONES: Readonly<Record<MemberComplaintView['stands'], string>> = {
  waiting: 'badge warn',
  sent: 'badge calm',
  stored: 'badge good',
  'by-hand': 'badge warn',
}

interface ComplaintListProps {
  readonly complaints: readonly MemberComplaintView[]
  readonly nameOf: (entityId: string) => string | undefined
}

/** C11: what a person says against members, how far it is, and the way to take it back before it has gone. */
export function ComplaintList({ complaints, nameOf }: ComplaintListProps) {
  const { say } = useReading()
  return (
    <Card title={say('rights.complaints')}>
      <div className="stack">
        <p className="small muted">{say('rights.complain.about')}</p>
        <ul className="stack apart">
          {complaints.map((complaint) => (
            <Complaint key={complaint.id} complaint={complaint} nameOf={nameOf} />
          ))}
        </ul>
      </div>
    </Card>
  )
}

function Complaint({ complaint, nameOf }: { complaint: MemberComplaintView } & Pick<ComplaintListProps, 'nameOf'>) {
  const { say, word, list, between } = useReading()
  const { send, pending, problem } = useSend()
  const { id, about, what, at, number, stands, sentAt, to, addresses } = complaint
  const gone = stands === 'sent' || stands === 'stored'
  return (
    <li className="stack-tight">
      <span className="row spread">
        <strong>
          {nameOf(about) ?? <bdi>{about}</bdi>}
          {between}
          {word('member-complaint', what)}
        </strong>
        <span className={TONES[stands]}>{word('complaint-stands', stands)}</span>
      </span>
      <span className="small muted row">
        <ShortWhen at={at} />
        {number !== null && (
          <span>
            {say('rights.complain.number')} <bdi className="code">{inFours(number)}</bdi>
          </span>
        )}
        {sentAt !== null && to !== null && (
          <span>
            {say('work.to', { partner: nameOf(to) ?? to })} <ShortWhen at={sentAt} />
          </span>
        )}
      </span>
      {stands === 'by-hand' && (
        <span className="small">
          {say('rights.complain.recorded.by-hand')} {list(addresses.map((address) => word('complaint-address', address)))}
        </span>
      )}
      <ProblemNotice problem={problem} />
      {!gone && (
        <span>
          <Button pending={pending} onPress={() => void send({ method: 'POST', path: `/member-complaints/${id}/take-back` })}>
            {say('rights.complain.take-back')}
          </Button>
        </span>
      )}
    </li>
  )
}
