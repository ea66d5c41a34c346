import type { MyDataLine } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'
import { together } from './lines.ts'
import { ProofMark } from './proof-mark.tsx'
import { type Called, lawWord, sentenceOf } from './words.ts'

interface ToldLinesProps {
  readonly lines: readonly MyDataLine[]
  readonly called: Called
  /** Bodies that referred the person: what is held with them came from them. */
  readonly sources?: readonly string[]
  /** False where one signature stands for all of it. */
  readonly proven?: boolean
}

/** What one body holds and did, in sentences, each with what proves it. */
export function ToldLines({ lines, called, sources = [], proven = true }: ToldLinesProps) {
  const reading = useReading()
  const { say, word, day, dayInBoth } = reading
  if (lines.length === 0) return <p className="muted">{say('my-data.nothing')}</p>
  return (
    <ul className="told">
      {together(lines, day).map(({ key, line, parts, with: other, proofs }) => (
        <li key={key}>
          <span>
            {sentenceOf(reading, called, line, parts)}
            {other !== null && (line.is === 'received' || (line.is === 'held' && sources.includes(other))) && (
              <span className="small muted"> {say('work.from', { partner: called.nameOf(other) ?? other })}</span>
            )}
            {line.is === 'held' && line.eraseAt !== undefined && (
              <span className="small muted"> {say('my-data.erase-at', { day: dayInBoth(line.eraseAt) })}</span>
            )}
            {line.is === 'opened' && <span className="small muted"> {say('my-data.looks', { count: line.times })}</span>}
            {line.is === 'kept' && (
              <span className="small muted">
                {' '}
                {word('kept-ground', line.ground)} ({lawWord(reading, line.law, line.article)})
              </span>
            )}
          </span>
          {proven && <ProofMark proofs={proofs} />}
        </li>
      ))}
    </ul>
  )
}
