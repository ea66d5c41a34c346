import type { SentLine } from '@ihala/contract'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const TONES: Readonly<Record<SentLine['state'], string>> = {
  waiting: 'badge calm',
  received: 'badge good',
  refused: 'badge danger',
  expired: 'badge warn',
  replaced: 'badge',
}

/** What was sent, newest first. On a narrow screen each event is a card. */
export function SentTable({ lines }: { lines: readonly SentLine[] }) {
  const { say } = useReading()
  return (
    <TableFrame label={say('sent.title')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('sent.when')}</th>
            <th scope="col">{say('sent.event')}</th>
            <th scope="col">{say('sent.to')}</th>
            <th scope="col">{say('sent.referral')}</th>
            <th scope="col">{say('sent.grant')}</th>
            <th scope="col">{say('sent.state')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Line({ line: { at, event, to, toNames, caseId, grant, state, refusal, endedAt } }: { line: SentLine }) {
  const { say, word, name } = useReading()
  return (
    <tr>
      <td data-label={say('sent.when')}>
        <ShortWhen at={at} />
      </td>
      <th scope="row">{word('event', event)}</th>
      <td data-label={say('sent.to')}>{toNames ? name(toNames) : <bdi>{to}</bdi>}</td>
      <td data-label={say('sent.referral')}>
        {caseId === null ? <span className="muted">{say('sent.no-referral')}</span> : <ShortId of={caseId} />}
      </td>
      <td data-label={say('sent.grant')}>
        {grant === null ? <span className="muted">{say('sent.no-grant')}</span> : <ShortId of={grant} />}
      </td>
      <td data-label={say('sent.state')}>
        <span className={TONES[state]}>{word('sent-state', state)}</span> {endedAt !== null && <ShortWhen at={endedAt} />}
        {refusal !== null && <span className="small muted two-lines">{word('problem', refusal)}</span>}
      </td>
    </tr>
  )
}

/** Enough to tell one from another; the whole of it stands in the export. */
function ShortId({ of }: { of: string }) {
  return (
    <bdi className="code short" title={of}>
      {of.slice(0, 8)}…
    </bdi>
  )
}
