import { Icon } from '../components/icon.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { ProofShown } from './lines.ts'

/** How much of a hash is shown: enough to find it in a dossier. The whole of it stands where it is pointed at. */
const SHORT = 10

/** What proves a line: signed events with the other body's receipt, signed ones still without, or our own log alone. */
export function ProofMark({ proofs }: { proofs: readonly NonNullable<ProofShown>[] }) {
  const { say } = useReading()
  if (proofs.length === 0) return <span className="badge">{say('proof.own-log')}</span>
  const receipted = proofs.filter(({ receipt }) => receipt !== null)
  const open = proofs.length - receipted.length
  return (
    <span className="proof">
      {receipted.length > 0 && (
        <span className="badge good">
          <Icon name="tick" size={14} /> {say('proof.received', { count: receipted.length })}
        </span>
      )}
      {open > 0 && <span className="badge warn">{say('proof.signed', { count: open })}</span>}
      {proofs.map(({ event }) => (
        <bdi key={event} className="code short muted" title={event}>
          <span className="only-heard">{say('proof.hash')}</span> {event.slice(0, SHORT)}
        </bdi>
      ))}
    </span>
  )
}
